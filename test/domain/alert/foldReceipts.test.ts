import { describe, expect, it } from '@jest/globals';
import { foldReceipts } from '../../../shared/domain/alert/foldReceipts';
import { nothingGathered } from '../../../shared/domain/alert/folded';
import type { Folded } from '../../../shared/domain/alert/folded';
import type { Receipt } from '../../../shared/domain/alert/receipt';
import { aFleet, aPolicy, aReceipt, alertBody } from '../../support/builders';
import { permutations, pick, seeded, shuffled } from '../../support/random';

const fleet = aFleet();
const policy = aPolicy();
const fold = (receipts: readonly Receipt[]) => foldReceipts(receipts, { fleet, policy });

/** A receipt of its own id, later for a later letter. */
function came(id: string, over: Parameters<typeof alertBody>[0] = {}): Receipt {
  return aReceipt({ id, receivedAt: `2026-11-21T00:39:3${id.length}.000Z`, body: alertBody(over) });
}

const circuit = (endpoint: number, deployment: number) => ({
  endpoint_name: `batch-endpoint-plant-P00${endpoint}`,
  deployment_name: `deployment-circuit-C00${deployment}`,
});

describe('foldReceipts', () => {
  it('comes to nothing when nothing came', () => {
    expect(fold([])).toMatchObject({ folded: nothingGathered, standing: [], settled: [] });
  });

  it('names circuits, plants and the fleet that alarm, and when it began', () => {
    const { folded, standing } = fold([
      came('a', { id: '1', firedAt: '2026-11-21T00:38:00Z' }),
      came('b', { id: '2', dimensions: circuit(2, 3), firedAt: '2026-11-21T00:37:00Z' }),
      came('c', { id: '3', dimensions: circuit(2, 3) }),
      came('d', { id: '4', dimensions: { plant_id: 'P002' } }),
      came('e', { id: '5', dimensions: {} }),
    ]);

    expect(standing.toSorted()).toEqual(['a', 'b', 'd', 'e']);
    expect(folded).toMatchObject({
      circuits: [
        { plant: 'P001', circuit: 'C001' },
        { plant: 'P002', circuit: 'C003' },
      ],
      plants: ['P002'],
      wholeFleet: true,
      firstFiredAt: '2026-11-21T00:37:00.000Z',
      standing: 4,
    });
  });

  it.each([
    {
      what: 'an alert that came before',
      receipts: [came('a'), came('bb')],
      standing: ['a'],
      settled: [{ receipt: 'bb', ending: 'merged', reason: 'the same alert as receipt a' }],
    },
    {
      what: 'an alert that resolved, although the news of it came first',
      receipts: [came('a', { condition: 'Resolved' }), came('bb')],
      standing: [],
      settled: [
        { receipt: 'a', ending: 'suppressed', reason: 'batch-job-failures resolved' },
        { receipt: 'bb', ending: 'suppressed', reason: 'batch-job-failures fired and resolved' },
      ],
    },
    {
      what: 'a rule that the policy does not know',
      receipts: [came('a', { rule: 'cpu' })],
      standing: [],
      settled: [
        { receipt: 'a', ending: 'rejected', reason: 'no rule of the policy is called cpu' },
      ],
    },
    {
      what: 'a circuit of others',
      receipts: [came('a', { dimensions: { plant_id: 'P009' } })],
      standing: [],
      settled: [{ receipt: 'a', ending: 'rejected', reason: 'plant P009 is not of this fleet' }],
    },
    {
      what: 'what is no alert',
      receipts: [aReceipt({ id: 'a', body: 'Hello' })],
      standing: [],
      settled: [{ receipt: 'a', ending: 'rejected', reason: 'not JSON: Hello' }],
    },
  ])('settles $what', ({ receipts, standing, settled }) => {
    expect(fold(receipts)).toMatchObject({ standing, settled });
  });

  it('knows a rule by its name in any case', () => {
    expect(fold([came('a', { rule: 'Batch-Job-Failures' })]).standing).toEqual(['a']);
  });
});

describe('foldReceipts, whatever comes when and however often', () => {
  const few: Receipt[] = [
    came('a', { id: '1' }),
    came('bb', { id: '1' }),
    came('ccc', { id: '2', dimensions: circuit(1, 2) }),
    came('dddd', { id: '2', condition: 'Resolved' }),
    came('eeeee', { id: '3', rule: 'cpu' }),
    came('ffffff', { id: '4', dimensions: { plant_id: 'P002' } }),
  ];

  it('comes to the same for all 720 orders of six receipts', () => {
    const expected = fold(few);

    const different = permutations(few).filter(
      (order) => JSON.stringify(fold(order)) !== JSON.stringify(expected),
    );

    expect(different).toEqual([]);
    expect(expected.standing).toEqual(['a', 'ffffff']);
  });

  it.each([1, 2, 3, 4, 5, 6, 7, 8])(
    'sees the same fleet when alerts are delivered again, and ends every receipt once (seed %i)',
    (seed) => {
      const random = seeded(seed);
      const once = Array.from({ length: 40 }, (_, index) => randomReceipt(random, index));
      const again = once
        .filter(() => random() < 0.5)
        .map((receipt, index) => ({ ...receipt, id: `again-${index}` }));
      const all = shuffled(random, [...once, ...again]);

      const folded = fold(all);

      expect(picture(folded.folded)).toEqual(picture(fold(once).folded));
      const endings = [...folded.standing, ...folded.settled.map(({ receipt }) => receipt)];
      expect(endings.toSorted()).toEqual(all.map(({ id }) => id).toSorted());
    },
  );
});

function picture({ circuits, plants, wholeFleet, firstFiredAt, standing }: Folded): unknown {
  return {
    circuits: circuits.map(({ plant, circuit: name }) => `${plant}/${name}`).toSorted(),
    plants: plants.toSorted(),
    wholeFleet,
    firstFiredAt,
    standing,
  };
}

function randomReceipt(random: () => number, index: number): Receipt {
  const second = String(Math.floor(random() * 60)).padStart(2, '0');
  const id = String(Math.floor(random() * 12));
  return {
    id: `once-${index}`,
    receivedAt: `2026-11-21T00:39:${second}.000Z`,
    body:
      random() < 0.1
        ? 'no alert'
        : alertBody({
            id,
            // What an alert is about follows from its id, as in life.
            dimensions: circuit(1 + (Number(id) % 2), 1 + (Number(id) % 3)),
            rule: Number(id) === 11 ? 'cpu' : 'batch-job-failures',
            condition: pick(random, ['Fired', 'Fired', 'Fired', 'Resolved']),
          }),
  };
}
