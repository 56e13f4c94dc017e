import { describe, expect, it } from '@jest/globals';
import { pageRequest, skipToken } from '../../../../../local/cloud/machineLearning/arm/page';

const read = (query: string) =>
  pageRequest(new URLSearchParams(query), { type: 'workspaces/batchEndpoints', defaultSize: 30 });

describe('pageRequest', () => {
  it('is the first page of the default size, oldest first, without what is archived', () => {
    expect(read('api-version=2022-10-01')).toEqual({
      size: 30,
      descending: false,
      view: 'ActiveOnly',
      after: undefined,
      offset: 0,
      order: 'created',
      matches: undefined,
    });
  });

  it.each([
    ['$top=7', { size: 7 }],
    ['count=7', { size: 7 }],
    ['$orderBy=createdtime desc', { descending: true }],
    ['$orderBy=createdtime%2Bdesc', { descending: true }],
    ['$orderBy=createdtime', { descending: false }],
    ['listViewType=all', { view: 'All' }],
    [`$skipToken=${skipToken(42)}`, { after: 42 }],
    [`$skip=${skipToken(42)}`, { after: 42 }],
  ])('reads %s', (query, expected) => {
    expect(read(query)).toMatchObject(expected);
  });

  it.each([
    ['$top=0', 'page size'],
    ['$top=1.5', 'page size'],
    ['count=many', 'page size'],
    ['$skipToken=%7B%7D', 'continuation token'],
    [`$skipToken=${Buffer.from('{"after":-1}').toString('base64url')}`, 'continuation token'],
    ['$orderBy=name desc', 'order'],
    ['listViewType=Some', 'listViewType'],
    ['feed=x', "'feed'"],
  ])('refuses %s, naming what is wrong', (query, says) => {
    expect(() => read(query)).toThrow(says);
  });
});
