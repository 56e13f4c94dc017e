import { describe, expect, it } from '@jest/globals';
import { consultGuards } from '../../../shared/domain/guard/consultGuards';
import { circuitKey } from '../../../shared/domain/fleet';
import { minusMinutes } from '../../../shared/domain/time';
import {
  aFleet,
  aRelease,
  aTarget,
  after,
  before,
  someTargets,
  start,
} from '../../support/builders';
import { aLedger, aPlan, aQuestion, anAccused, answerOf, sayingOf } from '../../support/aQuestion';

const byPerson = { by: 'person' } as const;
const ago = (minutes: number) => minusMinutes(start, minutes);
const third = aTarget({ circuit: 'C003' });
const names = (leftOut: readonly { target: { circuit: string } }[]) =>
  leftOut.map(({ target }) => target.circuit);

describe('the cool-down', () => {
  it.each([
    { minutes: 0, expected: 'narrowed' },
    { minutes: 59.9, expected: 'narrowed' },
    { minutes: 60, expected: 'passed' },
    { minutes: 61, expected: 'passed' },
  ])('of 60 min, after $minutes min: $expected', ({ minutes, expected }) => {
    const ledger = aLedger({ at: ago(minutes), targets: [third] });

    expect(answerOf('coolDown', { ledger, incident: { origin: byPerson } })).toBe(expected);
  });

  it('counts from the last rollback, and only for the circuit that had it', () => {
    const ledger = aLedger(
      { at: ago(300), targets: someTargets(3) },
      { at: ago(12), targets: [third] },
    );

    const { leftOut } = consultGuards(aQuestion({ ledger }));

    expect(leftOut).toEqual([
      {
        target: third,
        reason: 'coolDown: P001/C003 was rolled back 12 min ago by earlier-2 < 60 min cool-down',
      },
    ]);
  });

  it('is none when the policy says 0', () => {
    const ledger = aLedger({ at: start, targets: [third] });

    expect(answerOf('coolDown', { ledger, guards: { coolDownMinutes: 0 } })).toBe('passed');
  });
});

describe('the budget', () => {
  const budgets = (one: Record<string, number>) => ({
    guards: { coolDownMinutes: 0, budgets: one },
  });

  it.each([
    { perCircuitPerDay: 3, expected: 'passed' },
    { perCircuitPerDay: 2, expected: 'narrowed' },
    { perCircuitPerDay: 0, expected: 'narrowed' },
  ])('of a circuit that had two, $perCircuitPerDay a day: $expected', (row) => {
    const ledger = aLedger({ at: ago(200), targets: [third] }, { at: ago(100), targets: [third] });
    const { expected, ...own } = row;

    expect(answerOf('budget', { ledger, ...budgets(own) })).toBe(expected);
  });

  it('says which circuit had how many, and leaves just that out', () => {
    const ledger = aLedger({ at: ago(200), targets: [third] }, { at: ago(100), targets: [third] });

    const { leftOut } = consultGuards(aQuestion({ ledger, ...budgets({ perCircuitPerDay: 2 }) }));

    expect(leftOut).toEqual([
      {
        target: third,
        reason: 'budget: P001/C003 was rolled back 2 times in 24 h, and once more is 3 > 2',
      },
    ]);
  });

  it.each([
    { minutes: 24 * 60 - 1, expected: 'narrowed' },
    { minutes: 24 * 60, expected: 'passed' },
  ])('forgets what was $minutes min ago: $expected', ({ minutes, expected }) => {
    const ledger = aLedger({ at: ago(minutes), targets: [third] });

    expect(answerOf('budget', { ledger, ...budgets({ perCircuitPerDay: 1 }) })).toBe(expected);
  });

  it('leaves all circuits of a plant that would go over its budget, and no other plant', () => {
    const ledger = aLedger({ at: ago(100), targets: [third] });
    const targets = [...someTargets(2, 'P001'), ...someTargets(3, 'P002')];

    const { leftOut } = consultGuards(
      aQuestion({ ledger, targets, ...budgets({ perPlantPerDay: 3 }) }),
    );
    const { status, leftOut: fewer } = consultGuards(
      aQuestion({ ledger, targets, ...budgets({ perPlantPerDay: 2 }) }),
    );

    expect(leftOut).toEqual([]);
    expect(names(fewer)).toEqual(['C001', 'C002', 'C001', 'C002', 'C003']);
    expect(status).toBe('refused');
    expect(fewer[0]?.reason).toBe(
      'budget: plant P001 had 1 circuit rolled back in 24 h, and 2 more are 3 > 2',
    );
  });

  it('refuses all of what would go over the budget of the fleet', () => {
    const ledger = aLedger({ at: ago(100), targets: someTargets(2, 'P002') });
    const over = (perFleetPerDay: number) => ({ ledger, ...budgets({ perFleetPerDay }) });

    expect(sayingOf('budget', over(5))).toMatchObject({
      answer: 'passed',
      sentence: 'the fleet had 2 circuits rolled back in 24 h, and 3 more are 5 <= 5',
    });
    expect(sayingOf('budget', over(4))).toMatchObject({
      answer: 'refused',
      sentence: 'the fleet had 2 circuits rolled back in 24 h, and 3 more are 5 > 4',
    });
  });

  it('lets a fleet of any size be taken back twice a day when the policy says nothing', () => {
    const fleet = aFleet({ plants: 100, circuits: 20 });
    const targets = fleet.plants.flatMap(({ id }) => someTargets(20, id));
    const full = (times: number) =>
      aLedger(...Array.from({ length: times }, () => ({ at: ago(100), targets })));
    const over = (times: number) => ({
      fleet,
      targets,
      ledger: full(times),
      guards: { budgets: { perCircuitPerDay: 10 } },
    });

    expect(answerOf('budget', over(1))).toBe('passed');
    expect(answerOf('budget', over(2))).toBe('narrowed');
  });

  it('counts a rollback that is under way, however long ago it began', () => {
    const ledger = aLedger({ at: ago(48 * 60), targets: someTargets(2, 'P002'), running: true });

    expect(answerOf('budget', { ledger, ...budgets({ perFleetPerDay: 4 }) })).toBe('refused');
  });
});

describe('the guard of running rollbacks', () => {
  it('leaves a circuit to the rollback that is at it', () => {
    const ledger = aLedger({ at: ago(5), targets: [third], running: true });

    expect(sayingOf('runningOperation', { ledger })).toMatchObject({
      answer: 'narrowed',
      sentence: 'P001/C003 is being rolled back by earlier-1: 1 rollback under way > 0',
    });
  });

  it('passes once that has ended', () => {
    const ledger = aLedger({ at: ago(90), targets: [third] });

    expect(answerOf('runningOperation', { ledger })).toBe('passed');
  });
});

describe('one step back [T6]', () => {
  const older = aRelease({
    id: 'Release-122',
    at: '2026-11-20T22:00:00.000Z',
    changes: aRelease().changes.map((change) => ({
      ...change,
      from: { environment: 'custom-tf-env:1.4.0' },
      to: { environment: before },
    })),
  });
  const blame = (...releases: string[]) =>
    releases.map((release) => ({
      release,
      kind: 'environment' as const,
      scope: { of: 'release' as const },
    }));
  const accused = [
    anAccused(),
    anAccused({ release: 'Release-122', reading: { status: 'read', release: older } }),
  ];
  const deep = someTargets(3).map((target) => ({
    ...target,
    from: { environment: after },
    to: { environment: 'custom-tf-env:1.4.0' },
  }));

  it('takes no circuit back by itself past two releases at once', () => {
    const both = blame('Release-123', 'Release-122');

    const said = sayingOf('oneStepBack', { blamed: both, accused, targets: deep });

    expect(said.answer).toBe('narrowed');
    expect(said.sentence).toContain(
      'the environment of P001/C001 would go 2 releases back > 1 without a person (Release-123, Release-122)',
    );
  });

  it('takes no circuit back a second time without a release in between', () => {
    const again = { blamed: blame('Release-122'), accused, targets: deep };
    const ledger = aLedger({ at: ago(90), targets: [third] });

    expect(answerOf('oneStepBack', again)).toBe('passed');
    expect(sayingOf('oneStepBack', { ...again, ledger })).toMatchObject({
      answer: 'narrowed',
      sentence:
        'earlier-1 took the environment of P001/C003 back already since Release-122: 2 steps back > 1 without a person',
    });
  });

  it('takes a circuit back again that a release has changed since', () => {
    const ledger = aLedger({ at: ago(90), targets: [third] });

    expect(answerOf('oneStepBack', { ledger })).toBe('passed');
  });

  it('counts model and environment each by itself', () => {
    const from = { environment: after, model: 'sensor:2' };
    const modelOnly = aTarget({
      circuit: 'C003',
      from,
      to: { environment: after, model: 'sensor:1' },
    });
    const again = { blamed: blame('Release-122'), accused, targets: deep };

    expect(
      answerOf('oneStepBack', { ...again, ledger: aLedger({ at: ago(90), targets: [modelOnly] }) }),
    ).toBe('passed');
  });

  it('lets a person go further', () => {
    const both = blame('Release-123', 'Release-122');
    const incident = { origin: byPerson };

    expect(answerOf('oneStepBack', { blamed: both, accused, targets: deep, incident })).toBe(
      'passed',
    );
  });
});

describe('the floor', () => {
  const named = (environment: string) => ({
    targets: [aTarget({ to: { environment } })],
    incident: {
      origin: byPerson,
      terms: { choice: { target: 'version' as const, environment } },
    },
  });

  it.each([
    { environment: 'custom-tf-env:1.5.0', expected: 'passed' },
    { environment: 'custom-tf-env:1.4.9', expected: 'narrowed' },
    { environment: 'custom-tf-env:1.10.0', expected: 'passed' },
    { environment: 'another-env:1.0.0', expected: 'passed' },
  ])('of a circuit that ran 1.5.0 and 1.5.1, to $environment: $expected', (row) => {
    expect(answerOf('floor', named(row.environment))).toBe(row.expected);
  });

  it('reaches as far as the history of the circuit', () => {
    const circuit = { plant: 'P001', circuit: 'C001' };
    const revision = { environment: 'custom-tf-env:1.3.0' };
    const histories = new Map([
      [circuitKey(circuit), { ...circuit, periods: [{ revision, since: start }] }],
    ]);

    expect(answerOf('floor', { ...named('custom-tf-env:1.3.0'), histories })).toBe('passed');
    expect(sayingOf('floor', { ...named('custom-tf-env:1.2.0'), histories })).toMatchObject({
      answer: 'narrowed',
      sentence:
        'P001/C001 would go to custom-tf-env:1.2.0 < custom-tf-env:1.3.0, the oldest on record of it',
    });
  });
});

describe('the guard of quarantine', () => {
  const since = start;
  const entry = {
    asset: before,
    kind: 'environment' as const,
    since,
    incident: 'I-1',
    reason: 'x',
  };

  it('leaves circuits that would go to what is in quarantine', () => {
    const over = { quarantine: { entries: [entry] }, targets: someTargets(1) };

    expect(sayingOf('quarantine', over)).toMatchObject({
      answer: 'narrowed',
      sentence:
        'P001/C001 would go to environment custom-tf-env:1.5.0, in quarantine since incident I-1',
    });
  });

  it('passes once it was lifted', () => {
    const lifted = { at: start, by: 'ops', reason: 'rebuilt' };

    expect(answerOf('quarantine', { quarantine: { entries: [{ ...entry, lifted }] } })).toBe(
      'passed',
    );
  });

  it('does not mind what a circuit runs and keeps', () => {
    const from = { environment: before, model: 'sensor:2' };
    const plan = aPlan([aTarget({ from, to: { environment: before, model: 'sensor:1' } })]);

    expect(answerOf('quarantine', { quarantine: { entries: [entry] }, plan })).toBe('passed');
  });
});
