import { describe, expect, it } from '@jest/globals';
import { confirmationsOf } from '../../../shared/domain/decide/confirmation';
import { c1, c2, evidenceOf, everyMinute, minutesAgo } from '../../support/evidence';

const usual = { f1: 0.94, p99Ms: 800, drift: 0.02 };

describe('confirmationsOf', () => {
  it('keeps the latest ten points of the last hour of F1, p99 and drift beside the baseline [A24]', () => {
    const metrics = everyMinute({ f1: 0.6, p99Ms: 2500, drift: 0.4, records: 10 }, { from: 90 });

    const [first] = confirmationsOf(evidenceOf({ 'P001/C001': { metrics, baseline: usual } }), [
      c1,
    ]);

    expect(first).toMatchObject({ ...c1, baseline: usual });
    expect(first?.points).toEqual(
      Array.from({ length: 10 }, (_, index) => ({
        at: minutesAgo(10 - index),
        f1: 0.6,
        p99Ms: 2500,
        drift: 0.4,
      })),
    );
  });

  it('leaves out what is older than an hour', () => {
    const metrics = everyMinute({ f1: 0.6 }, { from: 70, to: 59 });

    const [first] = confirmationsOf(evidenceOf({ 'P001/C001': { metrics } }), [c1]);

    expect(first?.points.map(({ at }) => at)).toEqual([minutesAgo(60), minutesAgo(59)]);
  });

  it('says nothing of a circuit that was not measured, nor of any when the query failed', () => {
    const evidence = evidenceOf({ 'P001/C001': { metrics: everyMinute({ f1: 0.6 }) } });
    const unknown = { answer: 'unknown', reason: 'partial' } as const;

    expect(confirmationsOf(evidence, [c2])).toEqual([]);
    expect(confirmationsOf({ ...evidence, metrics: unknown }, [c1])).toEqual([]);
  });

  it('stays readable when a whole fleet fails', () => {
    const names = Array.from({ length: 50 }, (_, index) => `C${index}`);
    const evidence = evidenceOf(
      Object.fromEntries(
        names.map((name) => [`P001/${name}`, { metrics: everyMinute({ f1: 0.6 }) }]),
      ),
    );
    const failing = names.map((circuit) => ({ plant: 'P001', circuit }));

    expect(confirmationsOf(evidence, failing)).toHaveLength(20);
  });
});
