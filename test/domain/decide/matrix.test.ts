import { describe, expect, it } from '@jest/globals';
import type { Case } from '../../../shared/domain/decide/assess';
import { decide } from '../../../shared/domain/decide/decide';
import type { Decision } from '../../../shared/domain/decide/decision';
import { circuitsOf } from '../../../shared/domain/fleet';
import type { Circuit } from '../../../shared/domain/fleet';
import { anEvidence, each, jobs, scoring } from '../../support/anEvidence';
import { aFleet, aFolded, aPolicy, start } from '../../support/builders';
import { released } from '../../support/released';

const fleet = aFleet({ plants: 4, circuits: 5 });
const all = circuitsOf(fleet);
const some = (from: number, to: number) => all.slice(from, to);
const usualF1 = 0.9;

type Trouble = {
  /** Whose jobs fail, and since when. */
  jobsFail?: readonly Circuit[];
  /** Whose F1 falls, and since when. */
  f1Falls?: readonly Circuit[];
  /** Whose records fail to be scored. */
  errors?: readonly Circuit[];
  minutesAgo?: number;
};

function measured({ jobsFail = [], f1Falls = [], errors = [], minutesAgo = 19 }: Trouble) {
  const isBad = (circuits: readonly Circuit[], index: number) =>
    circuits.includes(all[index] ?? { plant: '', circuit: '' });
  return anEvidence({
    jobs: each(all, (index) =>
      jobs((ago) => isBad(jobsFail, index) && ago <= minutesAgo, { everyMinutes: 4 }),
    ),
    metrics: each(all, (index) =>
      scoring((ago) => {
        const isOver = ago <= minutesAgo;
        return {
          records: 100,
          errors: isOver && isBad(errors, index) ? 40 : 0,
          f1: isOver && isBad(f1Falls, index) ? 0.5 : usualF1 + (ago % 5) / 500,
        };
      }),
    ),
    baseline: { errorRate: 0, f1: usualF1 },
  });
}

function decideOn(over: Partial<Case>): Decision {
  return decide({
    alerts: aFolded({ rules: ['batch-job-failures'] }),
    evidence: measured({}),
    releases: [],
    fleet,
    policy: aPolicy(),
    now: start,
    ...over,
  });
}

const whole = { of: 'release' };
const just = (circuits: readonly Circuit[]) => ({ of: 'circuits', circuits });

describe('decide, by the matrix', () => {
  it('[B01] [B05] rolls back the model of a single circuit that got worse with it', () => {
    const releases = [released('M', some(3, 4), { kind: 'model' })];

    expect(decideOn({ releases, evidence: measured({ f1Falls: some(3, 4) }) })).toMatchObject({
      action: 'rollBack',
      kind: 'model',
      blamed: [{ release: 'M', kind: 'model', scope: just(some(3, 4)) }],
      failing: some(3, 4),
    });
  });

  it('[B05] rolls back a single model for its prediction errors', () => {
    const releases = [released('M', some(3, 4), { kind: 'model' })];

    expect(decideOn({ releases, evidence: measured({ errors: some(3, 4) }) })).toMatchObject({
      kind: 'model',
      blamed: [{ release: 'M', scope: just(some(3, 4)) }],
    });
  });

  it('[B02] rolls back the environment when several circuits have the same issue', () => {
    const releases = [released('E', some(0, 10))];

    expect(decideOn({ releases, evidence: measured({ jobsFail: some(0, 10) }) })).toMatchObject({
      action: 'rollBack',
      kind: 'environment',
      urgency: 'immediate',
      blamed: [{ release: 'E', kind: 'environment', scope: whole }],
      reason:
        'job failures 10 circuits > 1 circuit in 30 min, all 10 changed by E, 0 of 10 unchanged',
    });
  });

  it('[B04] rolls back the environment for scoring errors across all circuits', () => {
    const releases = [released('E', all)];

    expect(decideOn({ releases, evidence: measured({ errors: all }) })).toMatchObject({
      kind: 'environment',
      blamed: [{ release: 'E', scope: whole }],
    });
  });

  it('[B03] rolls back both when one release brought both and its circuits fail', () => {
    const releases = [released('B', some(0, 8), { kind: 'both' })];
    const evidence = measured({ jobsFail: some(0, 8), f1Falls: some(0, 4) });

    expect(decideOn({ releases, evidence })).toMatchObject({
      kind: 'both',
      blamed: [{ release: 'B', kind: 'both', scope: whole }],
    });
  });

  it('[B03] rolls back both releases when a new environment and a new model each fail', () => {
    const releases = [
      released('E', some(0, 10)),
      released('M', some(15, 17), { kind: 'model', minutesAgo: 21 }),
    ];
    const evidence = measured({ jobsFail: some(0, 10), f1Falls: some(15, 17) });

    expect(decideOn({ releases, evidence })).toMatchObject({
      kind: 'both',
      blamed: [
        { release: 'E', kind: 'environment' },
        { release: 'M', kind: 'model', scope: just(some(15, 17)) },
      ],
    });
  });

  it('[B06] takes a model back from the circuits that fail, and an environment from all of the release', () => {
    const model = [released('M', some(0, 10), { kind: 'model' })];
    const environment = [released('E', some(0, 10))];
    const evidence = measured({ jobsFail: some(0, 6) });

    expect(decideOn({ releases: model, evidence })).toMatchObject({
      blamed: [{ release: 'M', scope: just(some(0, 6)) }],
    });
    expect(decideOn({ releases: environment, evidence })).toMatchObject({
      blamed: [{ release: 'E', scope: whole }],
    });
  });

  it.each([
    { failing: 10, scope: whole },
    { failing: 9, scope: just(some(0, 9)) },
  ])(
    '[B06] takes an environment that fails on $failing of 20 circuits back from $scope.of',
    ({ failing, scope }) => {
      const evidence = measured({ jobsFail: some(0, failing) });

      expect(decideOn({ releases: [released('E', all)], evidence })).toMatchObject({
        blamed: [{ release: 'E', scope }],
      });
    },
  );
});

describe('decide, on whom to blame', () => {
  it('[U07] blames the release whose circuits fail, and names the runner-up', () => {
    const releases = [
      released('E', all, { minutesAgo: 25 }),
      released('M', some(0, 4), { kind: 'model' }),
    ];

    const decision = decideOn({ releases, evidence: measured({ jobsFail: some(0, 4) }) });

    expect(decision).toMatchObject({ kind: 'model', blamed: [{ release: 'M' }] });
    const { candidates } = decision.explanation;
    expect(candidates.filter(({ rule }) => rule === 'batch-failures-multi')).toMatchObject([
      { release: 'M', standing: 'blamed', recall: 1, precision: 1 },
      { release: 'E', standing: 'runnerUp', recall: 1, precision: 0.2 },
    ]);
  });

  it('[U07] leaves an innocent model alone that came along with a bad environment', () => {
    const releases = [released('E', all), released('M', some(0, 4), { kind: 'model' })];

    expect(decideOn({ releases, evidence: measured({ jobsFail: all }) })).toMatchObject({
      kind: 'environment',
      blamed: [{ release: 'E' }],
    });
  });

  it('[U07] blames nobody for two circuits of many', () => {
    const decision = decideOn({
      releases: [released('E', all)],
      evidence: anEvidence({
        jobs: each(all, (index) => jobs((ago) => index < 2 && ago === 4, { everyMinutes: 4 })),
      }),
    });

    expect(decision).toMatchObject({ action: 'escalate', evidence: 'measured' });
  });

  it('[U07] blames a release on three measured circuits, when these are all there is', () => {
    const evidence = anEvidence({ jobs: each(some(0, 3), () => jobs((ago) => ago <= 19)) });

    expect(decideOn({ releases: [released('E', all)], evidence })).toMatchObject({
      blamed: [{ release: 'E', scope: whole }],
    });
  });

  it('[U07] does not count circuits that failed as often before the release', () => {
    const noisy = anEvidence({
      jobs: each(all, (index) => jobs((_, count) => index < 3 && count % 3 === 0)),
    });

    expect(decideOn({ releases: [released('E', some(0, 5))], evidence: noisy })).toMatchObject({
      action: 'escalate',
      hold: 'asUsual',
    });
  });

  it('[U07] does not blame a release for what began before it', () => {
    const releases = [released('E', some(0, 10), { minutesAgo: 10 })];
    const evidence = measured({ jobsFail: some(0, 10), minutesAgo: 40 });

    expect(decideOn({ releases, evidence })).toMatchObject({ action: 'escalate' });
  });

  it('[U07] does not blame a release for a slow drift that crosses the limit after it', () => {
    const evidence = anEvidence({
      jobs: each(all, () => jobs(() => false)),
      metrics: each(all, () => scoring((ago) => ({ records: 100, f1: 0.6 + ago / 800 }))),
      baseline: { f1: usualF1 },
    });

    expect(decideOn({ releases: [released('E', all)], evidence })).toMatchObject({
      action: 'escalate',
      hold: 'unexplained',
    });
  });

  it('[U18] does not blame a release that ran well before all of its circuits failed at once', () => {
    const releases = [released('E', all, { minutesAgo: 90 })];

    const decision = decideOn({ releases, evidence: measured({ jobsFail: all }) });

    expect(decision).toMatchObject({ action: 'escalate', hold: 'unexplained' });
    expect(decision.reason).toContain('ran well on it for');
  });

  it.each([
    { age: 'as old as may be', minutesAgo: 240, excluded: 0 },
    { age: 'older', minutesAgo: 241, excluded: 1 },
    { age: 'still to come', minutesAgo: -1, excluded: 1 },
  ])('[T17] asks about a release that is $age: $excluded excluded', ({ minutesAgo, excluded }) => {
    const releases = [released('E', all, { minutesAgo })];

    const decision = decideOn({ releases, evidence: measured({ jobsFail: all }) });

    expect(decision).toMatchObject({ action: 'escalate' });
    expect(decision.explanation.excluded).toHaveLength(excluded);
  });
});

describe('decide, on holding still', () => {
  const failing = measured({ jobsFail: all });

  it('[T17] rolls nothing back when there was no release', () => {
    expect(decideOn({ evidence: failing })).toMatchObject({
      action: 'escalate',
      hold: 'noRelease',
      reason: 'job failures 20 circuits > 1 circuit in 30 min, but no release in the last 240 min',
    });
  });

  it('[U18] holds when circuits fail as well that no release changed', () => {
    const decision = decideOn({ releases: [released('E', some(0, 8))], evidence: failing });

    expect(decision).toMatchObject({ action: 'escalate', hold: 'unchangedFail' });
    expect(decision.reason).toContain('12 of 12 circuits');
  });

  it('[U18] does not hold when a release breaks the whole fleet it changed', () => {
    expect(decideOn({ releases: [released('E', all)], evidence: failing }).action).toBe('rollBack');
  });

  it('[U18] holds while what the fleet rests on is down', () => {
    const alerts = aFolded({ dependenciesDown: ['Storage in westeurope'] });

    const decision = decideOn({ alerts, releases: [released('E', all)], evidence: failing });

    expect(decision).toMatchObject({ action: 'escalate', hold: 'dependencyDown' });
    expect(decision.reason).toContain('Storage in westeurope is down');
  });

  it('never writes on alerts alone, however many there are', () => {
    const alerts = aFolded({ rules: ['alert-spike'], firedLastHour: 400, wholeFleet: true });

    expect(decideOn({ alerts, releases: [released('E', all)] })).toMatchObject({
      action: 'escalate',
      hold: 'alertsAlone',
    });
  });

  it('neither acts nor gives the all-clear on what is unknown', () => {
    const unknown = { answer: 'unknown' as const, reason: 'the query timed out' };
    const evidence = { ...failing, jobs: unknown };

    expect(decideOn({ releases: [released('E', all)], evidence })).toMatchObject({
      action: 'escalate',
      evidence: 'unknown',
      hold: 'unmeasured',
    });
  });

  it('ignores what no alert complains of', () => {
    const alerts = aFolded({ standing: 0 });

    expect(decideOn({ alerts, releases: [released('E', all)], evidence: failing })).toMatchObject({
      action: 'ignore',
      reason: 'no alert stands',
    });
  });

  it.each(['alert', 'restart', 'investigate'] as const)(
    '[A21] goes as far as %s where the breached rule is of that class, and no further',
    (action) => {
      const { rules } = aPolicy();
      const policy = aPolicy({ rules: rules.map((rule) => ({ ...rule, action })) });

      const decision = decideOn({ policy, releases: [released('E', all)], evidence: failing });

      expect(decision).toMatchObject({ action, rules: ['batch-failures-multi'], failing: all });
    },
  );

  it('does not blame again what was taken back already', () => {
    const spent = new Map([['E', 'rolled back already by earlier']]);

    expect(decideOn({ releases: [released('E', all)], evidence: failing, spent })).toMatchObject({
      action: 'escalate',
      hold: 'rolledBack',
    });
  });
});
