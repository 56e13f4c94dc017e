import { describe, expect, it } from '@jest/globals';
import {
  emptyLedger,
  pastsOf,
  takenSince,
  withBegun,
  withEnded,
} from '../../../shared/domain/guard/ledger';
import { minusMinutes, plusSeconds } from '../../../shared/domain/time';
import { aTarget, someTargets, start } from '../../support/builders';

const targets = someTargets(3);
const begun = withBegun(emptyLedger, { incident: 'I-1', targets, at: start });
const later = plusSeconds(start, 300);

describe('the ledger', () => {
  it('enters what is about to be taken back, by plant and kind', () => {
    const from = { environment: 'tf:2', model: 'sensor:2' };
    const model = aTarget({ plant: 'P002', from, to: { environment: 'tf:2', model: 'sensor:1' } });

    const { entries } = withBegun(emptyLedger, {
      incident: 'I-1',
      targets: [...targets, model],
      at: start,
    });

    expect(entries).toEqual([
      {
        incident: 'I-1',
        at: start,
        running: true,
        taken: [
          { kind: 'environment', plants: { P001: ['C001', 'C002', 'C003'] } },
          { kind: 'model', plants: { P002: ['C001'] } },
        ],
      },
    ]);
  });

  it('has an incident once, however often it enters', () => {
    const again = withBegun(begun, { incident: 'I-1', targets: targets.slice(0, 1), at: later });

    expect(again.entries).toHaveLength(1);
    expect(takenSince(again, minusMinutes(start, 1))).toEqual(new Map([['P001', 1]]));
  });

  it('keeps of an incident that has ended what was taken back indeed, from then on', () => {
    const done = withEnded(begun, { incident: 'I-1', targets: targets.slice(0, 2), at: later });

    expect(pastsOf(done)).toEqual(
      new Map(
        ['P001:C001', 'P001:C002'].map((key) => [
          key,
          [{ incident: 'I-1', at: later, running: false, kind: 'environment' }],
        ]),
      ),
    );
  });

  it('forgets an incident that wrote nothing', () => {
    expect(withEnded(begun, { incident: 'I-1', targets: [], at: later })).toEqual(emptyLedger);
  });

  it('is ended once: saying it again changes nothing', () => {
    const done = withEnded(begun, { incident: 'I-1', targets, at: later });

    expect(withEnded(done, { incident: 'I-1', targets: [], at: later })).toBe(done);
    expect(withEnded(emptyLedger, { incident: 'I-2', targets, at: later })).toBe(emptyLedger);
  });

  it('forgets what is older than any cool-down may be, but nothing that is under way', () => {
    const week = 8 * 24 * 60 * 60;
    const done = withEnded(begun, { incident: 'I-1', targets, at: start });
    const enter = (ledger: typeof begun) =>
      withBegun(ledger, { incident: 'I-2', targets, at: plusSeconds(start, week) });

    expect(enter(done).entries.map(({ incident }) => incident)).toEqual(['I-2']);
    expect(enter(begun).entries.map(({ incident }) => incident)).toEqual(['I-1', 'I-2']);
  });

  it('is left as it is by an incident that may take back nothing', () => {
    expect(withBegun(begun, { incident: 'I-2', targets: [], at: later })).toBe(begun);
  });
});
