import { describe, expect, it } from '@jest/globals';
import type { PlantReading } from '../../shared/domain/deployment';
import { driftIncident, expectations, findDrift } from '../../shared/domain/drift';
import type { Revision } from '../../shared/domain/revision';
import { minusMinutes } from '../../shared/domain/time';
import { aFleet, aReading, aRelease, after, before, start } from '../support/builders';

const fleet = aFleet({ plants: 1, circuits: 1 });
const around = { now: start, rolloutMinutes: 60 };
const old = (id: string, minutes: number, change: { from: Revision; to: Revision }) =>
  aRelease({
    id,
    at: minusMinutes(start, minutes),
    changes: [{ plant: 'P001', circuit: 'C001', ...change }],
  });
const good = { environment: before };
const bad = { environment: after };
const later = { environment: 'custom-tf-env:1.6.0' };
const up = { from: good, to: bad };

type Recorded = Parameters<typeof expectations>[0];

function expected(...recorded: Recorded): readonly Revision[] | undefined {
  return expectations(recorded, around).get('P001:C001');
}

describe('expectations', () => {
  it.each<{ what: string; recorded: Recorded; wanted: Revision[] | undefined }>([
    { what: 'nothing when no release is on record', recorded: [], wanted: undefined },
    {
      what: 'what a release made it run',
      recorded: [{ release: old('a', 120, up), rollback: 'none' }],
      wanted: [bad],
    },
    {
      what: 'either while the release is rolled out',
      recorded: [{ release: old('a', 59, up), rollback: 'none' }],
      wanted: [good, bad],
    },
    {
      what: 'the new one once the time for that is over',
      recorded: [{ release: old('a', 60, up), rollback: 'none' }],
      wanted: [bad],
    },
    {
      what: 'either while it is rolled back, however long ago it was',
      recorded: [{ release: old('a', 600, up), rollback: 'held' }],
      wanted: [good, bad],
    },
    {
      what: 'the old one when it was rolled back, however young it is',
      recorded: [{ release: old('a', 1, up), rollback: 'ended' }],
      wanted: [good],
    },
    {
      what: 'what the youngest release says, listed last',
      recorded: [
        { release: old('a', 300, up), rollback: 'none' },
        { release: old('b', 200, { from: bad, to: later }), rollback: 'none' },
      ],
      wanted: [later],
    },
    {
      what: 'what the youngest release says, listed first',
      recorded: [
        { release: old('b', 200, { from: bad, to: later }), rollback: 'none' },
        { release: old('a', 300, up), rollback: 'none' },
      ],
      wanted: [later],
    },
  ])('are $what', ({ recorded, wanted }) => {
    expect(expected(...recorded)).toEqual(wanted);
  });
});

describe('findDrift', () => {
  const wants = new Map([['P001:C001', [good]]]);
  const seen = (reading: PlantReading) => findDrift(fleet, new Map([['P001', reading]]), wants);

  it.each<{ what: string; reading: PlantReading; found: string | undefined }>([
    { what: 'none where all is as it should be', reading: aReading(before), found: undefined },
    {
      what: 'none in another spelling of the same',
      reading: aReading(before.toUpperCase()),
      found: undefined,
    },
    { what: 'a circuit that runs something else', reading: aReading(after), found: after },
    { what: 'a circuit that is gone', reading: aReading(before, 0), found: 'gone' },
    {
      what: 'the circuits of an endpoint that is gone',
      reading: { status: 'gone', reason: 'not found' },
      found: 'gone',
    },
    {
      what: 'none where it cannot look',
      reading: { status: 'unavailable', reason: 'timed out' },
      found: undefined,
    },
  ])('finds $what', ({ reading, found }) => {
    expect(seen(reading)).toEqual(
      found === undefined ? [] : [{ plant: 'P001', circuit: 'C001', found, expected: before }],
    );
  });

  it('takes any of several expectations, and names all when none holds', () => {
    const either = new Map([['P001:C001', [good, bad]]]);
    const look = (environment: string) =>
      findDrift(fleet, new Map([['P001', aReading(environment)]]), either);

    expect(look(after)).toEqual([]);
    expect(look('custom-tf-env:9')).toMatchObject([{ expected: `${before} or ${after}` }]);
  });

  it('expects nothing of circuits that no release has changed, and of plants nobody read', () => {
    expect(findDrift(fleet, new Map([['P001', aReading(after)]]), new Map())).toEqual([]);
    expect(findDrift(fleet, new Map(), wants)).toEqual([]);
  });
});

describe('driftIncident', () => {
  it('is open, names each circuit, and what it runs and should run', () => {
    const drift = [{ plant: 'P001', circuit: 'C001', found: after, expected: before }];

    expect(driftIncident(drift, { id: 'drift-1', at: start })).toMatchObject({
      id: 'drift-1',
      status: 'open',
      kind: 'drift',
      origin: { by: 'sweep' },
      failing: [{ plant: 'P001', circuit: 'C001' }],
      reason: `1 circuit is not as it was left: P001/C001 runs ${after}, expected ${before}`,
    });
  });
});
