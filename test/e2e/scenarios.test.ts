import { beforeAll, describe, expect, it } from '@jest/globals';
import { runDemo } from '../support/demo';
import type { DemoEnd } from '../support/demo';

const patienceMs = 150_000;

/** Small fleets on fast services; the stories are the ones that `npm start` plays. */
const plays = {
  environment: ['--circuits', '12'],
  model: ['--circuits', '12'],
  both: ['--circuits', '20'],
  outage: ['--circuits', '20'],
  noise: ['--circuits', '12'],
  storm: ['--circuits', '12', '--alerts', '300'],
  planned: ['--circuits', '10', '--strategy', 'planned'],
} as const;
type Play = keyof typeof plays;

/** Each story has processes of its own: two of them at a time are what two cores can do. */
const atOnce = 2;

const ends = new Map<Play, Promise<DemoEnd>>();

beforeAll(() => {
  const lanes = Array.from({ length: atOnce }, (): Promise<unknown> => Promise.resolve());
  (Object.keys(plays) as Play[]).forEach((play, index) => {
    const scenario = play === 'planned' ? 'environment' : play;
    const args = ['--scenario', scenario, '--speed', '100', ...plays[play]];
    const end = lanes[index % atOnce]!.then(() => runDemo(args));
    ends.set(play, end);
    lanes[index % atOnce] = Promise.allSettled([end]);
  });
});

/** How a story ended, once it is clear that it ended as it should. */
async function endOf(play: Play): Promise<DemoEnd> {
  const end = (await ends.get(play))!;
  const { received, acted, merged, suppressed, rejected } = end.account.alerts;

  expect({ code: end.code, told: end.told }).toEqual({
    code: 0,
    told: expect.stringContaining('as the decision matrix says'),
  });
  expect(end.told).not.toContain('NOT as');
  expect(end.account).toMatchObject({ asExpected: true, failed: 0, astray: 0 });
  expect(acted + merged + suppressed + rejected).toBe(received);
  return end;
}

/** The circuits of a report's table, with what became of each. */
function outcomesIn(report: string | undefined): string[] {
  return [...(report ?? '').matchAll(/^\| (P\d+\/C\d+) \| (\w+) \|/gm)].map(
    ([, circuit, outcome]) => `${circuit} ${outcome}`,
  );
}

const restored = (...circuits: string[]) => circuits.map((circuit) => `P001/${circuit} restored`);

describe('a story of npm start', () => {
  it(
    '[B02] takes a bad environment back on the whole fleet, though only some circuits have failed by then',
    async () => {
      const { account, report } = await endOf('environment');

      expect(account).toMatchObject({
        decision: 'rollBack environment',
        restored: 12,
        verified: 12,
        untouched: 0,
        incidents: 1,
        writes: 12,
      });
      expect(outcomesIn(report)).toHaveLength(12);
    },
    patienceMs,
  );

  it(
    '[B01] [B05] takes a bad model back on the circuit that got worse and on the one whose predictions err, and on no other that got it',
    async () => {
      const { account, report, told } = await endOf('model');

      expect(told).toContain('model 13 is out; P001/C001 and P001/C004 predict badly with it');
      expect(account).toMatchObject({
        decision: 'rollBack model',
        restored: 2,
        verified: 2,
        untouched: 10,
        incidents: 1,
        writes: 2,
      });
      expect(outcomesIn(report)).toEqual(restored('C001', 'C004'));
    },
    patienceMs,
  );

  it(
    '[B03] takes model and environment back in one write per circuit when both are new and both fail',
    async () => {
      const { account, report } = await endOf('both');

      expect(account).toMatchObject({
        decision: 'rollBack both',
        restored: 6,
        verified: 6,
        untouched: 14,
        incidents: 1,
        writes: 6,
      });
      expect(outcomesIn(report)).toEqual(restored('C001', 'C002', 'C003', 'C004', 'C005', 'C006'));
    },
    patienceMs,
  );

  it(
    '[U18] writes nothing and calls a person when circuits fail alike that no release has changed',
    async () => {
      const { account, report, told } = await endOf('outage');

      expect(account).toMatchObject({
        decision: 'hold',
        incident: expect.stringMatching(/^common-cause-/),
        restored: 0,
        untouched: 20,
        incidents: 1,
        writes: 0,
      });
      expect(told.replace(/\s+/g, ' ')).toContain(
        '6 of 10 circuits that it did not change fail as well, 60 % > 20 %',
      );
      expect(report).toContain('**A person is needed.**');
    },
    patienceMs,
  );

  it(
    'lets noise be, and says of each alert why',
    async () => {
      const { account, report, told } = await endOf('noise');

      expect(account).toMatchObject({
        decision: 'ignore',
        incident: null,
        restored: 0,
        untouched: 12,
        incidents: 0,
        writes: 0,
        alerts: { received: 7, acted: 0, merged: 1, suppressed: 6, rejected: 0 },
      });
      expect(told).toContain('suppressed: job failures 1 circuit, not more than 1 circuit');
      expect(report).toBeUndefined();
    },
    patienceMs,
  );

  it(
    '[B04] makes one incident of a storm about scoring errors on all circuits, and loses no alert of it',
    async () => {
      const { account } = await endOf('storm');

      expect(account).toMatchObject({
        decision: 'rollBack environment',
        restored: 12,
        incidents: 1,
        writes: 12,
        alerts: { received: 300, rejected: 0 },
      });
      expect(account.alerts.acted).toBeGreaterThan(0);
      expect(account.alerts.merged).toBeGreaterThan(account.alerts.acted);
      // Alerts that are over, with the ends that were told before their beginnings.
      expect(account.alerts.suppressed).toBeGreaterThanOrEqual(60);
    },
    patienceMs,
  );

  it(
    'goes wave by wave when a person asks for it by the plan that was looked at',
    async () => {
      const { account, told } = await endOf('planned');

      expect(account).toMatchObject({ restored: 10, incidents: 1, writes: 10 });
      expect(account.incident).toMatch(/^manual-/);
      expect(told).toContain('10 to change in 4 waves of 1 + 4 + 4 + 1');
      expect(told).toMatch(/execute, wave 4/);
    },
    patienceMs,
  );

  it(
    '[U04] shows the rules with their numbers, the releases with their scores, the guards, and what would have changed it',
    async () => {
      const { told, report } = await endOf('model');
      const words = told.replace(/\s+/g, ' ');

      expect(words).toContain('● single-circuit-degraded: F1 worse by > 20 % on P001/C001');
      expect(words).toContain('○ alert-spike: 2 alerts in an hour, not > 10');
      expect(words).toContain('● Release-123 (model) by single-circuit-degraded, score 0.50');
      expect(words).toContain('roll back the environment: what fails came with the model');
      expect(words).toContain('Release-123 older than 240 min: call a person');
      expect(words).toMatch(/Guards \d+ passed: killSwitch/);
      expect(report).toContain('## Decision');
    },
    patienceMs,
  );
});
