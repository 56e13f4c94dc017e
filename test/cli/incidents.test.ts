import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Incident } from '../../shared/domain/incident';
import { unexplained } from '../../shared/domain/decide/explanation';
import { aReport, aTarget, anIncident, ended, restored, start } from '../support/builders';
import { until } from '../support/until';
import { startApp } from './appServer';
import type { TestApp } from './appServer';
import { documentIn, ripcord } from './ripcord';

const { id } = anIncident();
const instance = `rollback-${id}`;
const second = aTarget({ circuit: 'C002' });

const done: Partial<Incident> = {
  status: 'closed',
  endedAt: '2026-11-21T00:43:05.000Z',
  outcomes: [restored()],
};

const explanation: Incident['explanation'] = {
  ...unexplained(start, 'nothing speaks for it'),
  rules: [
    {
      rule: 'batch-failures-multi',
      title: 'Batch jobs fail',
      action: 'rollBack',
      urgency: 'immediate',
      answer: 'breached',
      sentence: 'job failures 41 circuits > 1 circuit in 30 min',
      failing: 41,
      measured: 41,
      asUsual: 0,
    },
  ],
  flips: [{ change: '40 failing circuits fewer', becomes: 'call a person (unexplained)' }],
};

let app: TestApp;

beforeEach(async () => {
  app = await startApp();
});

afterEach(async () => app.stop());

const at = (line: string) => ripcord(line, { RIPCORD_URL: app.url, USER: 'night-shift' });

function execute(counts: Record<string, number>): void {
  const none = { waiting: 0, writing: 0, restored: 0, untouched: 0, unverified: 0, failed: 0 };
  app.client.set(instance, { customStatus: { phase: 'execute', wave: 0, groups: 1 } });
  app.client.set(`${instance}:0.0`, { customStatus: { plants: ['P001'] } });
  app.client.set(`${instance}:0.0:P001`, { customStatus: { ...none, ...counts } });
}

describe('ripcord list', () => {
  it('shows all incidents, newest first', async () => {
    await app.incidents.save(anIncident());
    await app.incidents.save(
      anIncident({ id: 'manual-2', ...done, openedAt: '2026-11-21T00:50:00.000Z' }),
    );

    const { exit, out } = await at('list');

    const [, newest, older] = out.split('\n');
    expect(exit).toBe(0);
    expect(newest).toMatch(/^manual-2 .* closed .* 1\/0\/0\/0/);
    expect(older).toMatch(/^Release-123-20261121T004000\.000Z {2}rollingBack/);
    expect(Math.max(...out.split('\n').map(({ length }) => length))).toBeLessThanOrEqual(100);
  });

  it('shows only those that are asked for, as one document', async () => {
    await app.incidents.save(anIncident());
    await app.incidents.save(anIncident({ id: 'manual-2', ...done }));

    expect(documentIn(await at('list --status closed --json'))).toMatchObject({
      rollbacks: [{ id: 'manual-2', status: 'closed' }],
    });
  });

  it('says so when there is none', async () => {
    expect(await at('list')).toMatchObject({ exit: 0, out: 'No incidents.\n' });
  });
});

describe('ripcord status', () => {
  it('shows how far each plant is, and how the rollback is steered', async () => {
    await app.incidents.save(anIncident());
    await app.rollbacks.steer(id, (now) => ({ ...now, state: 'paused', by: 'on-call' }));
    execute({ waiting: 1, writing: 1, restored: 2 });

    const { exit, out } = await at(`status ${id}`);

    expect(exit).toBe(0);
    expect(out).toContain('rollingBack');
    expect(out).toContain('paused by on-call');
    expect(out).toContain('P001  ████████████░░░░░░░░░░░░  2/4, 1 under way');
  });

  it('ends with 1 when a person is needed, and names each circuit that is not well', async () => {
    await app.incidents.save(
      anIncident({ ...done, status: 'open', outcomes: [ended('failed', 'endpoint is gone')] }),
    );

    const { exit, out } = await at(`status ${id}`);

    expect(exit).toBe(1);
    expect(out).toContain('open: a person is needed');
    expect(out).toMatch(/P001\/C001 {2}failed +endpoint is gone/);
  });

  it('watches until the end, then shows the head of the report [E16]', async () => {
    await app.incidents.save(anIncident());
    execute({ waiting: 2 });
    const looks = () => app.requests.filter((one) => one.endsWith(id)).length;

    const watched = at(`status ${id} --watch --every 0.01`);
    await until('it was looked at', () => looks() > 1);
    execute({ restored: 2 });
    await app.incidents.saveReport(
      aReport({
        incident: anIncident(done),
        checks: [{ name: 'all as planned', result: 'passed', evidence: '2 of 2' }],
      }),
    );

    const { exit, out, err } = await watched;
    expect(exit).toBe(0);
    expect(err).toContain(`${id}: execute, wave 1 on 1 plants`);
    expect(err).toContain(`${id}: closed, 1 restored`);
    expect(out).toMatch(/passed +all as planned +2 of 2/);
    expect(out).toContain('identify 1 min 0 s, plan 2 s');
  });

  it('prints one document at the end of a watch', async () => {
    await app.incidents.saveReport(aReport({ incident: anIncident(done) }));

    expect(documentIn(await at(`status ${id} --watch --json`))).toMatchObject({
      id,
      status: 'closed',
      outcomes: [{ status: 'restored' }],
    });
  });

  it('goes on watching while the app is away', async () => {
    await app.incidents.save(anIncident());
    app.client.outage = new Error('the host is starting');

    const watched = at(`status ${id} --watch --every 0.01`);
    await until('it was looked at', () => app.requests.length > 1);
    app.client.outage = undefined;
    await app.incidents.saveReport(aReport({ incident: anIncident(done) }));

    const { exit, err } = await watched;
    expect(exit).toBe(0);
    expect(err).toContain('trying again');
  });

  it('ends when the orchestration died, though the record says it goes on', async () => {
    await app.incidents.save(anIncident());
    app.client.set(instance, { runtimeStatus: 'Failed' });

    expect(await at(`status ${id} --watch`)).toMatchObject({ exit: 1 });
  });

  it('follows a rollback into the incident that it was merged into', async () => {
    await app.incidents.saveReport(aReport({ incident: anIncident(done) }));
    app.client.set('rollback-manual-9', {
      runtimeStatus: 'Completed',
      output: { status: 'merged', into: id },
    });

    const { exit, out, err } = await at('status manual-9 --watch');
    expect(err).toContain(`manual-9 was merged into ${id}`);
    expect({ exit, head: out.split('  ')[0] }).toEqual({ exit: 0, head: id });
  });

  it('refuses a rollback that nobody knows with 1', async () => {
    expect(await at('status manual-x')).toMatchObject({
      exit: 1,
      err: 'ripcord: There is no rollback manual-x.\n',
    });
  });
});

describe('ripcord report', () => {
  it('prints the report as Markdown, or as one document', async () => {
    await app.incidents.saveReport(aReport());

    expect((await at(`report ${id}`)).out).toMatch(/^# Incident Release-123[^]*## Circuits/);
    expect(documentIn(await at(`report ${id} --json`))).toMatchObject({
      incident: { id },
      phases: [{ name: 'identify' }, { name: 'plan' }],
    });
  });

  it('says that there is none yet', async () => {
    await app.incidents.save(anIncident());

    expect(await at(`report ${id}`)).toMatchObject({
      exit: 1,
      err: expect.stringContaining('There is no report'),
    });
  });
});

describe('ripcord why', () => {
  it('shows rules with their numbers, and what would have changed the decision [U04]', async () => {
    await app.incidents.save(anIncident({ explanation }));

    const { exit, out } = await at(`why ${id}`);

    expect(exit).toBe(0);
    expect(out).toContain('Rules that fired\n  breached: job failures 41 circuits > 1 circuit');
    expect(out).toContain('Decided against\n  roll back: nothing speaks for it');
    expect(out).toContain('40 failing circuits fewer: call a person (unexplained)');
    expect(documentIn(await at(`why ${id} --json`))).toMatchObject({ id, explanation });
  });

  it('says of a rollback by hand that nothing was decided', async () => {
    await app.incidents.save(anIncident({ origin: { by: 'person' } }));

    expect((await at(`why ${id}`)).out).toContain('It was asked for, not decided');
  });
});

describe('ripcord pause, resume, cancel, take-over and skip', () => {
  beforeEach(async () => app.incidents.save(anIncident()));

  it.each([
    { line: `pause ${id} --reason look`, reads: 'paused', state: 'paused' },
    { line: `resume ${id}`, reads: 'running', state: 'running' },
    { line: `cancel ${id} --by me`, reads: 'cancelled', state: 'cancelled' },
    { line: `take-over ${id}`, reads: 'taken over', state: 'takenOver' },
  ])('steers and reads back: $line', async ({ line, reads, state }) => {
    const { exit, out } = await at(line);

    expect(exit).toBe(0);
    expect(out).toContain(`${id} reads ${reads}`);
    expect(await app.rollbacks.control(id)).toMatchObject({ state });
  });

  it('records who said it and why', async () => {
    const document = documentIn(await at(`pause ${id} --reason look --json`));

    expect(document).toMatchObject({ state: 'paused', by: 'night-shift', reason: 'look' });
  });

  it('leaves out one circuit', async () => {
    const { out } = await at(`skip ${id} --plant P001 --circuit C002`);

    expect(out).toContain(`${id} reads running, without P001/C002 by night-shift`);
    expect(await app.rollbacks.control(id)).toMatchObject({
      skipped: [{ plant: 'P001', circuit: 'C002' }],
    });
  });

  it('refuses what has ended with 1', async () => {
    await app.incidents.save(anIncident(done));

    expect(await at(`pause ${id}`)).toMatchObject({
      exit: 1,
      err: 'ripcord: The rollback has ended: closed.\n',
    });
  });
});

describe('ripcord retry', () => {
  const failed: Partial<Incident> = {
    ...done,
    status: 'open',
    blamed: [{ release: 'Release-123', kind: 'both', scope: { of: 'release' } }],
    terms: { choice: { target: 'lastKnownGood' } },
    outcomes: [restored(), ended('failed', 'throttled', second)],
  };

  it('rolls one circuit back once more, on the same terms', async () => {
    await app.incidents.save(anIncident(failed));

    const retried = await at(`retry ${id} --circuit P001/C002 --json`);

    expect(documentIn(retried)).toMatchObject({ start: 'started', release: 'Release-123' });
    expect(app.client.started).toMatchObject([
      {
        input: {
          blamed: [
            {
              kind: 'both',
              scope: { of: 'circuits', circuits: [{ plant: 'P001', circuit: 'C002' }] },
            },
          ],
          terms: { choice: { target: 'lastKnownGood' } },
          reason: `once more for P001/C002, after ${id}`,
        },
      },
    ]);
  });

  it.each([
    { circuit: 'P001/C001', over: {}, says: 'P001/C001 was restored by' },
    { circuit: 'P009/C001', over: {}, says: 'had nothing to do with P009/C001' },
    { circuit: 'P001/C002', over: { status: 'rollingBack' as const }, says: 'still rolling back' },
  ])('refuses $circuit: $says', async ({ circuit, over, says }) => {
    await app.incidents.save(anIncident({ ...failed, ...over }));

    expect(await at(`retry ${id} --circuit ${circuit}`)).toMatchObject({
      exit: 1,
      err: expect.stringContaining(says),
    });
    expect(app.client.started).toEqual([]);
  });
});

describe('ripcord kill-switch', () => {
  it('throws the switch and shows how it stands', async () => {
    expect((await at('kill-switch')).out).toBe('The kill switch is off\n');

    const thrown = await at('kill-switch on --reason wrong-alerts');

    expect(thrown.out).toContain('The kill switch is on: nothing is written');
    expect(thrown.out).toMatch(/by +night-shift\n +why +wrong-alerts/);
    expect(documentIn(await at('kill-switch --json'))).toMatchObject({ on: true });
    expect((await at('kill-switch off --reason all-well')).out).toContain('is off');
  });
});
