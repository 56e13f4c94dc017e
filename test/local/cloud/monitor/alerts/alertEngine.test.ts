import { afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { loadParser } from '../../../../../local/cloud/monitor/kql/parser';
import type { Parser } from '../../../../../local/cloud/monitor/kql/parser';
import { alertWorld, schemas } from './alertWorld';
import { aCriterion, aLogRule, aMetricRule, anActionGroup } from './resources';

const hook = 'http://127.0.0.1:1/alerts';
const minute = 60;

let parser: Parser;
let world: ReturnType<typeof alertWorld>;
beforeAll(async () => {
  parser = await loadParser(schemas);
});
beforeEach(() => {
  world = alertWorld(parser);
});
afterEach(() => world.remove());

const conditions = () => world.posted.map(({ alert }) => alert.data.essentials.monitorCondition);
const clockTimes = () => world.posted.map(({ at }) => new Date(at).toISOString().slice(11, 19));

describe('a stateful log rule', () => {
  it('fires once, at its first evaluation with a breach, and resolves after three healthy ones', async () => {
    world.put(anActionGroup(hook), aLogRule());
    await world.pass(4 * minute);
    world.addErrors({ Computer: 'a' });

    await world.pass(30 * minute);

    expect(conditions()).toEqual(['Fired', 'Resolved']);
    expect(clockTimes()).toEqual(['12:05:00', '12:20:00']);
    const [fired, resolved] = world.posted.map(({ alert }) => alert.data.essentials);
    expect(resolved).toMatchObject({
      alertId: fired!.alertId,
      originAlertId: fired!.originAlertId,
      firedDateTime: '2026-11-20T12:05:00.000Z',
    });
  });

  it('starts to count the healthy evaluations anew after a breach', async () => {
    world.put(anActionGroup(hook), aLogRule());
    world.addErrors({ Computer: 'a' });
    await world.pass(14 * minute);
    world.addErrors({ Computer: 'a' });

    await world.pass(30 * minute);

    expect(clockTimes()).toEqual(['12:05:00', '12:30:00']);
  });

  it.each([
    { frequency: 'PT1M', healthyMinutes: 10 },
    { frequency: 'PT5M', healthyMinutes: 15 },
    { frequency: 'PT15M', healthyMinutes: 45 },
    { frequency: 'PT30M', healthyMinutes: 60 },
    { frequency: 'PT12H', healthyMinutes: 12 * 60 },
  ])(
    'resolves after $healthyMinutes healthy minutes if it runs each $frequency',
    async ({ frequency, healthyMinutes }) => {
      world.put(
        anActionGroup(hook),
        aLogRule({ evaluationFrequency: frequency, windowSize: frequency }),
      );
      await world.pass(1);
      world.addErrors({ Computer: 'a' });

      await world.pass(25 * 60 * minute);

      expect(conditions()).toEqual(['Fired', 'Resolved']);
      expect((world.posted[1]!.at - world.posted[0]!.at) / 60_000).toBe(healthyMinutes);
    },
  );

  it('has an alert for each combination of dimensions', async () => {
    world.put(
      anActionGroup(hook),
      aLogRule({
        criterion: {
          dimensions: [
            { name: 'Computer', operator: 'Exclude', values: ['c'] },
            { name: 'owner', operator: 'Include', values: ['*'] },
          ],
          threshold: 1,
        },
      }),
    );
    const twice = (row: object) => [{ ...row }, { ...row }];
    world.addErrors(
      ...twice({ Computer: 'a', owner: 'x' }),
      ...twice({ Computer: 'a', owner: 'y' }),
      ...twice({ Computer: 'c', owner: 'x' }),
      { Computer: 'b', owner: 'x' },
    );

    const [report] = world.evaluate();

    expect(report!.evaluation!.observations.map(({ measurements }) => measurements)).toEqual([
      [
        {
          value: 2,
          dimensions: [
            { name: 'Computer', value: 'a' },
            { name: 'owner', value: 'x' },
          ],
        },
      ],
      [
        {
          value: 2,
          dimensions: [
            { name: 'Computer', value: 'a' },
            { name: 'owner', value: 'y' },
          ],
        },
      ],
      [
        {
          value: 1,
          dimensions: [
            { name: 'Computer', value: 'b' },
            { name: 'owner', value: 'x' },
          ],
        },
      ],
    ]);
    expect(report!.events).toHaveLength(2);
  });

  it.each([
    { timeAggregation: 'Average', value: 2 },
    { timeAggregation: 'Total', value: 6 },
    { timeAggregation: 'Minimum', value: 1 },
    { timeAggregation: 'Maximum', value: 3 },
    { timeAggregation: 'Count', value: 4 },
  ])('measures the $timeAggregation of a column', ({ timeAggregation, value }) => {
    const criterion = { timeAggregation, metricMeasureColumn: 'seconds', threshold: value - 0.5 };
    world.put(anActionGroup(hook), aLogRule({ criterion }));
    world.addErrors({ seconds: 1 }, { seconds: 2 }, { seconds: 3 }, { seconds: null });

    const [report] = world.evaluate();

    expect(report!.evaluation!.observations).toMatchObject([{ breached: true }]);
    expect(report!.evaluation!.observations[0]!.measurements).toEqual([{ value, dimensions: [] }]);
  });

  it('takes nothing to measure for no breach, but no rows for a count of zero', () => {
    const below = { operator: 'LessThan', threshold: 1 };
    world.put(anActionGroup(hook), aLogRule({ criterion: below }), {
      ...aLogRule({
        criterion: { ...below, timeAggregation: 'Average', metricMeasureColumn: 'seconds' },
      }),
      id: `${aLogRule().id}-2`,
      name: 'average',
    });

    expect(world.evaluate().map(({ rule, events }) => [rule, events.length])).toEqual([
      ['errors', 1],
      ['average', 0],
    ]);
  });

  it('fires when enough of its periods failed', async () => {
    const failingPeriods = { numberOfEvaluationPeriods: 3, minFailingPeriodsToAlert: 2 };
    world.put(anActionGroup(hook), aLogRule({ criterion: { failingPeriods } }));
    world.addErrors({ Computer: 'a' });
    await world.pass(11 * minute);
    expect(world.posted).toEqual([]);

    world.addErrors({ Computer: 'a' });
    await world.pass(4 * minute);

    expect(clockTimes()).toEqual(['12:15:00']);
  });

  it('names the resource that a column holds', () => {
    const criterion = { resourceIdColumn: 'owner' };
    world.put(anActionGroup(hook), aLogRule({ criterion }));
    world.addErrors({ owner: '/subscriptions/6c3b/x' }, { owner: '/subscriptions/6c3b/y' });

    world.evaluate();

    expect(world.heard.map(({ data }) => data.essentials.alertTargetIDs)).toEqual([
      ['/subscriptions/6c3b/x'],
      ['/subscriptions/6c3b/y'],
    ]);
  });

  it('reads further back than its window if it says so', async () => {
    world.put(anActionGroup(hook), aLogRule({ overrideQueryTimeRange: 'PT1H' }));
    world.addErrors({ Computer: 'a' });
    await world.pass(30 * minute);

    expect(world.evaluate()[0]!.evaluation!.observations).toMatchObject([
      { measurements: [{ value: 1 }] },
    ]);
  });
});

describe('a stateless rule', () => {
  it('fires a new alert at each evaluation, and resolves none', async () => {
    world.put(anActionGroup(hook), aLogRule({ autoMitigate: false, windowSize: 'PT10M' }));
    world.addErrors({ Computer: 'a' });

    await world.pass(60 * minute);

    expect(conditions()).toEqual(['Fired', 'Fired']);
    expect(clockTimes()).toEqual(['12:05:00', '12:10:00']);
    expect(new Set(world.raised().map(({ alertId }) => alertId)).size).toBe(2);
  });

  it('raises alerts without notifying anybody while it is muted', async () => {
    world.put(
      anActionGroup(hook),
      aLogRule({ autoMitigate: false, windowSize: 'PT20M', muteActionsDuration: 'PT10M' }),
    );
    world.addErrors({ Computer: 'a' });

    await world.pass(60 * minute);

    expect(clockTimes()).toEqual(['12:05:00', '12:15:00']);
    expect(world.raised().map(({ muted }) => muted)).toEqual([false, true, false, true]);
  });
});

describe('a metric rule', () => {
  it('fires, and resolves after three healthy evaluations in a row', async () => {
    world.put(anActionGroup(hook), aMetricRule({ windowSize: 'PT1M' }));
    for (const value of [30, 20, 30, 10, 10, 10, 10]) {
      world.addSamples({ value: value - 1 }, { value: value + 1 });
      await world.pass(minute);
    }

    expect(conditions()).toEqual(['Fired', 'Resolved']);
    expect(clockTimes()).toEqual(['12:01:00', '12:06:00']);
    expect(world.posted[1]!.alert.data.essentials.resolvedDateTime).toBe(
      '2026-11-20T12:06:00.000Z',
    );
  });

  it('stays as it is while there are no samples', async () => {
    world.put(anActionGroup(hook), aMetricRule({ windowSize: 'PT1M' }));
    world.addSamples({ value: 90 });

    await world.pass(60 * minute);

    expect(conditions()).toEqual(['Fired']);
  });

  it.each([
    { timeAggregation: 'Average', value: 20 },
    { timeAggregation: 'Total', value: 60 },
    { timeAggregation: 'Minimum', value: 10 },
    { timeAggregation: 'Maximum', value: 30 },
    { timeAggregation: 'Count', value: 3 },
  ])('measures the $timeAggregation', ({ timeAggregation, value }) => {
    world.put(anActionGroup(hook), aMetricRule({ criteria: [aCriterion({ timeAggregation })] }));
    world.addSamples({ value: 10 }, { value: 20 }, { value: 30 });

    expect(world.evaluate()[0]!.evaluation!.observations[0]!.measurements).toEqual([
      { value, dimensions: [] },
    ]);
  });

  it.each([
    { operator: 'GreaterThan', breached: [false, false, true] },
    { operator: 'GreaterThanOrEqual', breached: [false, true, true] },
    { operator: 'LessThan', breached: [true, false, false] },
    { operator: 'LessThanOrEqual', breached: [true, true, false] },
    { operator: 'Equals', breached: [false, true, false] },
  ])('compares with $operator', ({ operator, breached }) => {
    const found = [24, 25, 26].map((value) => {
      world.put(anActionGroup(hook), aMetricRule({ criteria: [aCriterion({ operator })] }));
      world.clearSamples();
      world.addSamples({ value });
      return world.evaluate()[0]!.evaluation!.observations[0]!.breached;
    });

    expect(found).toEqual(breached);
  });

  it('has an alert for each value of a dimension', () => {
    const dimensions = [{ name: 'core', operator: 'Include', values: ['*'] }];
    world.put(anActionGroup(hook), aMetricRule({ criteria: [aCriterion({ dimensions })] }));
    world.addSamples(
      { value: 90, dimensions: { core: '0' } },
      { value: 10, dimensions: { core: '1' } },
      { value: 90 },
    );

    const [report] = world.evaluate();

    expect(report!.events.map(({ alert }) => alert.observation.measurements)).toEqual([
      [{ value: 90, dimensions: [{ name: 'core', value: '0' }] }],
    ]);
  });

  it('wants all of its criteria to be met', () => {
    const second = aCriterion({ name: 'Metric2', metricName: 'Disk', threshold: 5 });
    world.put(anActionGroup(hook), aMetricRule({ criteria: [aCriterion(), second] }));
    world.addSamples({ value: 90 }, { value: 1, name: 'Disk' });
    expect(world.evaluate()[0]!.events).toEqual([]);

    world.addSamples({ value: 90, name: 'Disk' });
    expect(world.evaluate()[0]!.events).toHaveLength(1);
  });
});

describe('an action group', () => {
  const fire = () => {
    world.put(anActionGroup(hook), aLogRule());
    world.addErrors({ Computer: 'a' });
    world.evaluate();
  };

  it.each([408, 429, 503, 504, undefined])(
    'tries again after 5, 20, 5, 40 and 5 seconds on %s',
    async (status) => {
      world.answers.push(status, status, status, status, status, 200);
      fire();

      await world.pass(2 * minute);

      expect(world.posted.map(({ at }) => (at - world.posted[0]!.at) / 1000)).toEqual([
        0, 5, 25, 30, 70, 75,
      ]);
      expect(world.notifications()).toMatchObject([
        { status: 'delivered', attempts: [...Array(5).fill(expect.anything()), { status: 200 }] },
      ]);
    },
  );

  it.each([400, 401, 404, 500, 502, 302])('does not try again on %s', async (status) => {
    world.answers.push(status);
    fire();

    await world.pass(2 * minute);

    expect(world.posted).toHaveLength(1);
    expect(world.notifications()).toMatchObject([{ status: 'failed' }]);
  });

  it('calls nobody at the endpoint for fifteen minutes after the last retry, and then again', async () => {
    world.answers.push(...Array<number>(6).fill(503));
    const rule = aLogRule({ autoMitigate: false, windowSize: 'PT1H' });
    world.put(anActionGroup(hook), rule);
    world.addErrors({ Computer: 'a' });

    await world.pass(5 * minute + 75);
    const deafFrom = world.now;
    await world.pass(20 * minute);

    expect(world.notifications().map(({ status }) => status)).toEqual([
      'failed',
      'suppressed',
      'suppressed',
      'suppressed',
      'delivered',
    ]);
    expect((world.posted[6]!.at - deafFrom) / 60_000).toBeGreaterThanOrEqual(15);
  });

  it('stays deaf, and keeps its retries, over a restart', async () => {
    world.answers.push(503, 503, 200);
    fire();
    await world.pass(6);
    expect(world.posted).toHaveLength(2);

    await world.restart();
    await world.pass(30);
    expect(world.notifications()).toMatchObject([{ status: 'delivered' }]);

    world.answers.push(...Array<number>(6).fill(429));
    world.put(anActionGroup(hook), { ...aLogRule(), id: `${aLogRule().id}-2`, name: 'second' });
    world.evaluate('second');
    await world.pass(2 * minute);
    await world.restart();
    world.put(anActionGroup(hook), { ...aLogRule(), id: `${aLogRule().id}-3`, name: 'third' });
    world.addErrors({ Computer: 'b' });
    world.evaluate('third');
    await world.pass(1);

    expect(world.notifications().at(-1)).toMatchObject({ status: 'suppressed', attempts: [] });
  });

  it('posts to every receiver of every group by itself', async () => {
    const second = 'http://127.0.0.1:1/api/alerts?code=k';
    world.put(
      anActionGroup(hook, {
        azureFunctionReceivers: [
          { name: 'function', httpTriggerUrl: second, useCommonAlertSchema: true },
        ],
        emailReceivers: [{ name: 'mail', emailAddress: 'on-call@contoso.com' }],
      }),
      { ...anActionGroup(hook), id: `${anActionGroup(hook).id}-2` },
      { ...anActionGroup(hook, { enabled: false }), id: `${anActionGroup(hook).id}-3` },
      aLogRule({
        actions: {
          actionGroups: ['', '-2', '-3'].map((suffix) => `${anActionGroup(hook).id}${suffix}`),
        },
      }),
    );
    world.addErrors({ Computer: 'a' });
    world.evaluate();

    await world.pass(1);

    expect(world.posted.map(({ url }) => url)).toEqual([hook, second, hook]);
  });
});

describe('a restart', () => {
  it('keeps alerts, so that what has fired does not fire again but resolves', async () => {
    world.put(anActionGroup(hook), aLogRule());
    world.addErrors({ Computer: 'a' });
    await world.pass(6 * minute);

    await world.restart();
    await world.pass(60 * minute);

    expect(conditions()).toEqual(['Fired', 'Resolved']);
    const ids = world.posted.map(({ alert }) => alert.data.essentials.alertId);
    expect(ids[1]).toBe(ids[0]);
  });

  it('goes on with the schedule, and does not make up for what was missed', async () => {
    world.put(anActionGroup(hook), aLogRule({ autoMitigate: false, windowSize: 'P1D' }));
    world.addErrors({ Computer: 'a' });
    await world.pass(6 * minute);
    await world.restart();

    await world.pass(5 * minute);

    expect(clockTimes()).toEqual(['12:05:00', '12:10:00']);
  });
});

describe('speed', () => {
  it('divides schedules, windows, healthy spans and retries', async () => {
    const fast = alertWorld(parser, { speed: 60 });
    fast.answers.push(503);
    fast.put(anActionGroup(hook), aLogRule());
    fast.addErrors({ Computer: 'a' });

    await fast.pass(60);

    expect(
      fast.posted.map(({ at, alert }) => [at % 60_000, alert.data.essentials.monitorCondition]),
    ).toEqual([
      [5000, 'Fired'],
      [5084, 'Fired'],
      [20_000, 'Resolved'],
    ]);
    await fast.remove();
  });
});

describe('the set of rules', () => {
  it('forgets the alerts of rules that are gone, and keeps those of rules that stay', async () => {
    world.put(anActionGroup(hook), aLogRule());
    world.addErrors({ Computer: 'a' });
    world.evaluate();
    world.put(anActionGroup(hook), aLogRule({ severity: 0 }));
    expect(world.evaluate()[0]!.events).toEqual([]);

    world.put();
    world.put(anActionGroup(hook), aLogRule());

    expect(world.evaluate()[0]!.events).toHaveLength(1);
  });

  it('leaves out rules that are not enabled', async () => {
    world.put(anActionGroup(hook), aLogRule({ enabled: false }));

    expect(world.evaluate()).toEqual([]);
  });

  it('goes on when a rule cannot be evaluated, and says so', async () => {
    world.put(anActionGroup(hook), aLogRule({ criterion: { query: 'Errors | wher 1' } }));

    await world.pass(6 * minute);

    expect(world.logged).toEqual([expect.stringContaining('errors was not evaluated')]);
  });
});
