import { describe, expect, it } from '@jest/globals';
import { triggeredFunction } from '../../../../local/host/bindings';
import { createRouteTable, toRoute } from '../../../../local/host/http/routeTable';

function aTable(routes: readonly string[], prefix = 'api') {
  const functions = routes.map((route) =>
    triggeredFunction({
      name: route,
      bindings: { trigger: { type: 'httpTrigger', direction: 'in', route, methods: ['GET'] } },
    }),
  );
  return createRouteTable(functions.map((triggered) => toRoute(triggered, prefix)));
}

function match(route: string, path: string): Record<string, string> | undefined {
  return aTable([route]).find('GET', path)?.values;
}

describe('a route template', () => {
  it.each([
    ['orders', '/api/orders', {}],
    ['orders', '/API/Orders/', {}],
    ['orders', '/api/orders/1', undefined],
    ['orders', '/orders', undefined],
    ['orders/{id}', '/api/orders/a%20b', { id: 'a b' }],
    ['orders/{id}', '/api/orders', undefined],
    ['orders/{id?}', '/api/orders', {}],
    ['orders/{id?}', '/api/orders/1', { id: '1' }],
    ['orders/{id=all}', '/api/orders', { id: 'all' }],
    ['files/{*path}', '/api/files/a/b/c.txt', { path: 'a/b/c.txt' }],
    ['files/{**path}', '/api/files', {}],
    ['{from}-{to}/x', '/api/oslo-bergen/x', { from: 'oslo', to: 'bergen' }],
    ['v{version:int}/x', '/api/v12/x', { version: '12' }],
    ['v{version:int}/x', '/api/vnext/x', undefined],
    ['a.b/{id}', '/api/axb/1', undefined],
    ['{id:int}', '/api/-12', { id: '-12' }],
    ['{id:int}', '/api/2147483648', undefined],
    ['{id:long}', '/api/2147483648', { id: '2147483648' }],
    ['{id:guid}', '/api/6f9619ff-8b86-d011-b42d-00c04fc964ff', expect.anything()],
    ['{id:guid}', '/api/6f9619ff', undefined],
    ['{on:bool}', '/api/True', { on: 'True' }],
    ['{on:bool}', '/api/yes', undefined],
    ['{name:alpha}', '/api/abc', { name: 'abc' }],
    ['{name:alpha}', '/api/abc1', undefined],
    ['{at:datetime}', '/api/2026-11-21', { at: '2026-11-21' }],
    ['{n:decimal}', '/api/1.5', { n: '1.5' }],
    ['{n:min(3)}', '/api/2', undefined],
    ['{n:range(3,5)}', '/api/5', { n: '5' }],
    ['{n:int:max(5)}', '/api/6', undefined],
    ['{name:length(2,3)}', '/api/abcd', undefined],
    ['{name:minlength(2):maxlength(3)}', '/api/abc', { name: 'abc' }],
    ['{zip:regex(^\\d{{4}}$)}', '/api/1234', { zip: '1234' }],
    ['{zip:regex(^\\d{{4}}$)}', '/api/12345', undefined],
    ['{id:int?}', '/api', {}],
    ['{id:int?}', '/api/x', undefined],
  ])('%s takes %s as %j', (route, path, expected) => {
    expect(match(route, path)).toEqual(expected);
  });

  it.each([
    ['{a?}/b', '{a} must come last'],
    ['{*a}/b', '{a} must come last'],
    ['x{a?}', '{a} must stand alone'],
    ['{a:no}', 'there is no constraint "no"'],
    ['{}', 'a brace has no partner'],
    ['{a', 'a brace has no partner'],
  ])('%s is refused: %s', (route, reason) => {
    expect(() => aTable([route])).toThrow(reason);
  });
});

describe('a route table', () => {
  const table = aTable([
    '{*rest}',
    'orders/{id}',
    'orders/{id:int}',
    'orders/new',
    'orders',
    '{id}/new',
  ]);

  it.each([
    ['/api/orders', 'orders'],
    ['/api/orders/new', 'orders/new'],
    ['/api/orders/7', 'orders/{id:int}'],
    ['/api/orders/seven', 'orders/{id}'],
    ['/api/things/new', '{id}/new'],
    ['/api/things/old', '{*rest}'],
  ])('gives %s to the most specific route, %s', (path, expected) => {
    expect(table.find('GET', path)?.route.triggered.name).toBe(expected);
  });

  it('passes over a route that does not serve the method', () => {
    expect(table.find('POST', '/api/orders')).toBeUndefined();
  });

  it('needs no prefix', () => {
    expect(aTable(['orders'], '').find('GET', '/orders')).toBeDefined();
  });
});
