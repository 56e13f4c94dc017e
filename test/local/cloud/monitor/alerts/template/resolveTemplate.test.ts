import { describe, expect, it } from '@jest/globals';
import {
  Deployment,
  resolveTemplate,
} from '../../../../../../local/cloud/monitor/alerts/template/resolveTemplate';

const place = { subscriptionId: 's-1', resourceGroup: 'rg', location: 'northeurope' };

/** The resources of a template with one group, whose `properties.value` is as given. */
const resolve = (value: unknown, more: Record<string, unknown> = {}, parameters = {}) =>
  resolveTemplate(
    Deployment.parse({
      template: {
        resources: [{ type: 'Microsoft.Insights/actionGroups', name: 'g', properties: { value } }],
        ...more,
      },
      parameters,
    }),
    place,
  );

const valueOf = (...args: Parameters<typeof resolve>) =>
  (resolve(...args) as { properties: { value: unknown } }[])[0]!.properties.value;

describe('a template', () => {
  it.each([
    ["[concat('a', '-', 1)]", 'a-1'],
    ["[concat(createArray('a'), createArray('b', 2))]", ['a', 'b', 2]],
    ["[format('{0}/{1}/{0}', 'x', 5)]", 'x/5/x'],
    ["[toLower(toUpper('It''s'))]", "it's"],
    ["[int('42')]", 42],
    ["[string(createObject('a', true()))]", '{"a":true}'],
    ["[createObject('a', createArray(1, 2)).A[1]]", 2],
    ['[subscription().subscriptionId]', 's-1'],
    ['[resourceGroup().id]', '/subscriptions/s-1/resourceGroups/rg'],
    ["[resourceGroup()['location']]", 'northeurope'],
    [
      "[resourceId('Microsoft.X/a/b', 'one', 'two')]",
      '/subscriptions/s-1/resourceGroups/rg/providers/Microsoft.X/a/one/b/two',
    ],
    [
      "[resourceId('other', 'Microsoft.X/a', 'one')]",
      '/subscriptions/s-1/resourceGroups/other/providers/Microsoft.X/a/one',
    ],
    [
      "[resourceId('s-2', 'other', 'Microsoft.X/a', 'one')]",
      '/subscriptions/s-2/resourceGroups/other/providers/Microsoft.X/a/one',
    ],
    ['[[not an expression]', '[not an expression]'],
    ['[half', '[half'],
    [{ deep: ["[concat('a')]", 1, null] }, { deep: ['a', 1, null] }],
  ])('works out %j', (expression, expected) => {
    expect(valueOf(expression)).toEqual(expected);
  });

  it('takes parameters as given or by default, and variables that are made of them', () => {
    const template = {
      parameters: {
        plant: { type: 'string', defaultValue: "[concat('P', '1')]" },
        url: { type: 'securestring' },
      },
      variables: { name: "[format('{0}-{1}', parameters('plant'), 'alerts')]" },
    };
    const url = { url: { value: 'https://x' } };

    expect(valueOf("[variables('NAME')]", template, url)).toBe('P1-alerts');
    expect(valueOf("[variables('name')]", template, { ...url, Plant: { value: 'P2' } })).toBe(
      'P2-alerts',
    );
    expect(valueOf("[parameters('url')]", template, url)).toBe('https://x');
  });

  it('gives resources the ids they would have, in lists and under symbolic names', () => {
    const id = '/subscriptions/s-1/resourceGroups/rg/providers/Microsoft.Insights/actionGroups/g';
    const group = { type: 'Microsoft.Insights/actionGroups', name: "[concat('g')]" };

    expect(resolve(1)).toMatchObject([{ id }]);
    expect(resolve(1, { languageVersion: '2.0', resources: { calls: group } })).toEqual([
      { type: group.type, name: 'g', id },
    ]);
  });

  it('leaves out what its condition leaves out', () => {
    const group = (name: string, condition: unknown) => ({ type: 'X.Y/z', name, condition });
    const resources = [group('a', '[false()]'), group('b', true)];

    expect(resolve(1, { resources })).toMatchObject([{ name: 'b' }]);
  });

  it.each([
    ["[uniqueString('a')]", 'uniqueString() is not simulated'],
    ["[parameters('x')]", 'The parameter x has no value'],
    ["[variables('x')]", 'There is no variable x'],
    ["[concat('a']", 'Expected )'],
    ["[concat('a') 'b']", 'Expected its end'],
    ['[concat(]', 'Expected a value'],
    ["[concat('a')!]", 'Found ! in the expression'],
    ['[resourceGroup().colour]', 'Found no colour'],
    ["[resourceId('Microsoft.X/a')]", 'expected a name for each part'],
    ["[resourceId('a', 'b')]", 'expected a type and a name'],
    ["[int('many')]", 'Found int("many")'],
    [{ copy: [] }, 'Loops (copy)'],
  ])('refuses %j', (expression, message) => {
    expect(() => valueOf(expression)).toThrow(message);
  });
});
