import { describe, expect, it } from '@jest/globals';
import {
  array,
  assert,
  boolean,
  constant,
  constantFrom,
  integer,
  nat,
  property,
  record,
  shuffledSubarray,
  tuple,
} from 'fast-check';
import { foldReceipts } from '../../../shared/domain/alert/foldReceipts';
import type { Fold } from '../../../shared/domain/alert/foldReceipts';
import type { Memory } from '../../../shared/domain/alert/memory';
import type { Receipt } from '../../../shared/domain/alert/receipt';
import { minusMinutes, plusSeconds } from '../../../shared/domain/time';
import { aFleet, aPolicy, aReceipt, alertBody, start } from '../../support/builders';

const fleet = aFleet({ plants: 10, circuits: 20 });
const policy = aPolicy({
  dependencies: {
    alertRules: ['feature-store-down'],
    services: ['ServiceHealth', 'Resource Health'],
  },
});
const around = { fleet, policy, asOf: plusSeconds(start, 60) };
const fold = (receipts: readonly Receipt[], memories: readonly Memory[] = []): Fold =>
  foldReceipts(receipts, { ...around, memories });

/** What a window before `start` leaves when these came in it. */
function left(receipts: readonly Receipt[], minutesAgo: number): Memory {
  const window = minusMinutes(start, minutesAgo);
  const { memory } = foldReceipts(receipts, { fleet, policy, asOf: plusSeconds(window, 60) });
  return { window, ...memory };
}

const circuit = (number: number) => ({
  endpoint_name: `batch-endpoint-plant-P${String((number % 10) + 1).padStart(3, '0')}`,
  deployment_name: `deployment-circuit-C${String((Math.floor(number / 10) % 20) + 1).padStart(3, '0')}`,
});

type Edit = (data: {
  essentials: Record<string, unknown>;
  alertContext: Record<string, unknown>;
}) => void;

function edited(over: Parameters<typeof alertBody>[0], edit: Edit): string {
  const body = JSON.parse(alertBody(over)) as { data: Parameters<Edit>[0] };
  edit(body.data);
  return JSON.stringify(body);
}

const came = (id: string, over: Parameters<typeof alertBody>[0] = {}): Receipt =>
  aReceipt({ id, body: alertBody(over) });

const endingsOf = ({ settled }: Fold) =>
  Object.fromEntries(
    settled.map(({ receipt, ending, reason }) => [receipt, `${ending}: ${reason}`]),
  );

describe('a fold across windows', () => {
  it('takes an alert for over that fires after the news of its end came in an earlier window', () => {
    const before = left([came('r', { id: '1', condition: 'Resolved' })], 3);

    const folded = fold([came('f', { id: '1' })], [before]);

    expect(folded.standing).toEqual([]);
    expect(endingsOf(folded)).toEqual({ f: 'suppressed: batch-job-failures fired and resolved' });
  });

  it('lets an alert stand that fired again after it had resolved', () => {
    const resolved = edited({ id: '1', condition: 'Resolved' }, ({ essentials }) => {
      essentials['resolvedDateTime'] = '2026-11-21T00:30:00Z';
    });
    const before = left([aReceipt({ id: 'r', body: resolved })], 3);

    expect(fold([came('f', { id: '1' })], [before]).standing).toEqual(['f']);
    const same = came('f', { id: '1', firedAt: '2026-11-21T00:30:00Z' });
    expect(fold([same], [before]).standing).toEqual([]);
  });

  it('merges what came with another window, and leaves the very same receipt to that window', () => {
    const before = left([came('a', { id: '1' })], 1);

    const folded = fold([came('a', { id: '1' }), came('again', { id: '1' })], [before]);

    expect(folded.standing).toEqual([]);
    expect(endingsOf(folded)).toEqual({ again: 'merged: the same alert came before' });
  });

  it('counts the distinct alerts of the rolling hour, whatever became of them', () => {
    const at = (minutes: number) => minusMinutes(around.asOf, minutes);
    const before = [
      left([came('a', { id: '1', firedAt: at(61) }), came('b', { id: '2', firedAt: at(59) })], 58),
      left([came('c', { id: '3', firedAt: at(30) }), came('d', { id: '3', firedAt: at(30) })], 29),
      left([came('e', { id: '4', firedAt: at(20), rule: 'cpu' })], 19),
    ];

    const { folded } = fold(
      [came('f', { id: '5', firedAt: at(1) }), came('g', { id: '3', firedAt: at(30) })],
      before,
    );

    expect(folded.firedLastHour).toBe(3);
  });

  it.each([10, 11])('counts %i alerts of an hour to the digit', (count) => {
    const receipts = Array.from({ length: count }, (_, index) =>
      came(`r${index}`, { id: String(index), dimensions: circuit(index) }),
    );

    expect(fold(receipts).folded.firedLastHour).toBe(count);
  });
});

describe('a fold of what the fleet rests on', () => {
  const serviceHealth = (id: string, stage: string, over: Record<string, unknown> = {}) =>
    aReceipt({
      id,
      body: edited({ id, rule: 'azure-health', firedAt: `2026-11-21T00:${id}:00Z` }, (data) => {
        data.essentials['monitoringService'] = 'ServiceHealth';
        data.alertContext = {
          status: stage,
          properties: {
            title: 'Azure Machine Learning jobs do not start',
            service: 'Azure Machine Learning',
            region: 'West Europe',
            trackingId: '0NIH-U2O',
            incidentType: 'Incident',
            stage,
            impactedServices: [{ ServiceName: 'Azure Machine Learning' }],
            ...over,
          },
        };
      }),
    });
  const down = 'Azure Machine Learning, West Europe, Azure Machine Learning jobs do not start';

  it('names an incident of Service Health until it is resolved, in this window or a later one', () => {
    const first = left([serviceHealth('10', 'Active')], 30);
    const second = left([serviceHealth('20', 'Resolved')], 20);

    expect(fold([serviceHealth('10', 'Active')]).folded.dependenciesDown).toEqual([down]);
    expect(fold([], [first]).folded.dependenciesDown).toEqual([down]);
    expect(fold([], [first, second]).folded.dependenciesDown).toEqual([]);
    expect(fold([], [second, first]).folded.dependenciesDown).toEqual([]);
    expect(fold([serviceHealth('30', 'Active')], [first, second]).folded.dependenciesDown).toEqual([
      down,
    ]);
  });

  it.each([
    { what: 'planned maintenance', over: { incidentType: 'Maintenance' }, stage: 'Planned' },
    { what: 'a piece of advice', over: { incidentType: 'ActionRequired' }, stage: 'Active' },
  ])('takes $what for no outage', ({ over, stage }) => {
    const folded = fold([serviceHealth('10', stage, over)]);

    expect(folded.folded.dependenciesDown).toEqual([]);
    expect(endingsOf(folded)['10']).toMatch(/^suppressed: nothing is down by it/);
  });

  it.each([
    { status: 'Unavailable', expected: ['vault: Vault is away'] },
    { status: 'Degraded', expected: ['vault: Vault is away'] },
    { status: 'Available', expected: [] },
    { status: 'Unknown', expected: [] },
  ])('reads a Resource Health of $status', ({ status, expected }) => {
    const body = edited(
      { rule: 'vault-health', targets: ['/subscriptions/s/vaults/vault'] },
      (data) => {
        data.essentials['monitoringService'] = 'Resource Health';
        data.alertContext = { properties: { title: 'Vault is away', currentHealthStatus: status } };
      },
    );

    expect(fold([aReceipt({ body })]).folded.dependenciesDown).toEqual(expected);
  });

  it('knows the alert rules of dependencies that the policy names, and that they never alarm', () => {
    const rule = 'Feature-Store-Down';
    const fired = came('a', { id: '1', rule });

    const folded = fold([fired]);
    const later = fold([came('b', { id: '1', rule, condition: 'Resolved' })], [left([fired], 5)]);

    expect(folded).toMatchObject({ standing: [], folded: { standing: 0 } });
    expect(folded.folded.dependenciesDown).toEqual(['Feature-Store-Down: logs']);
    expect(later.folded.dependenciesDown).toEqual([]);
  });
});

describe('a fold of strangers', () => {
  it.each(['test-metricAlertRule', 'test-logAlertRule-v2', 'test-availabilityTest-test-app'])(
    'never lets a test of the portal act, not even when the policy lists %s',
    (rule) => {
      const listed = aPolicy({
        rules: [{ ...policy.rules[0]!, alertRules: [rule] }],
        preset: 'azureml-sensor',
      });

      const folded = foldReceipts([came('a', { rule })], { fleet, policy: listed });

      expect(folded.standing).toEqual([]);
      expect(endingsOf(folded)).toEqual({ a: `suppressed: ${rule} tests an action group` });
    },
  );

  it('rejects what was cut short, and says how long it was', () => {
    const folded = fold([aReceipt({ id: 'a', body: '{"schemaId":', bytes: 300_000 })]);

    expect(endingsOf(folded)).toEqual({ a: 'rejected: 300000 bytes are too many: {"schemaId":' });
  });

  it.each([
    { symptom: 'a crash loop', service: 'Log Alerts V2' },
    { symptom: 'lost connections to a database', service: 'Platform' },
    { symptom: 'failed health checks', service: 'Resource Health' },
    { symptom: 'memory that runs out', service: 'Prometheus' },
    { symptom: 'what users report', service: 'Application Insights' },
  ])('[A20] lets $symptom alarm, told by $service, once the policy names its rule', (row) => {
    const rule = `symptom of ${row.symptom}`;
    const body = edited({ rule }, ({ essentials }) => {
      essentials['monitoringService'] = row.service;
    });
    const named = aPolicy({ rules: [{ ...policy.rules[0]!, alertRules: [rule] }] });

    expect(foldReceipts([aReceipt({ body })], { fleet, policy }).standing).toEqual([]);
    expect(foldReceipts([aReceipt({ body })], { fleet, policy: named }).folded).toMatchObject({
      standing: 1,
      rules: [rule],
      circuits: [{ plant: 'P001', circuit: 'C001' }],
    });
  });
});

const rules = [
  'batch-job-failures',
  'scoring-errors',
  'batch-job-failures',
  'cpu',
  'feature-store-down',
];

/** Any alert of a few ids, circuits, rules and moments: what collides in life collides here. */
const anyReceipt = record({
  number: nat({ max: 7 }),
  condition: constantFrom('Fired', 'Fired', 'Resolved'),
  second: integer({ min: 10, max: 50 }),
  garbage: boolean(),
}).map(({ number, condition, second, garbage }) => ({
  // Its rule, what it is about and when it fired follow from an alert's id.
  body:
    garbage && number === 0
      ? 'no alert'
      : alertBody({
          id: String(number),
          rule: rules[number % rules.length] ?? '',
          condition,
          dimensions: circuit(number % 5),
          firedAt: `2026-11-21T00:38:${10 + number}Z`,
        }),
  receivedAt: `2026-11-21T00:39:${second}.000Z`,
}));

const storms = array(anyReceipt, { maxLength: 25 }).map((all) =>
  all.map((one, index): Receipt => ({ ...one, id: `r-${100 + index}` })),
);

describe('a fold of any storm', () => {
  it('[U20] gives every receipt one ending or lets it stand, and never both', () => {
    assert(
      property(storms, (receipts) => {
        const { standing, settled } = fold(receipts);
        const accounted = [...standing, ...settled.map(({ receipt }) => receipt)].toSorted();
        expect(accounted).toEqual(receipts.map(({ id }) => id).toSorted());
      }),
    );
  });

  it('comes to the same in any order', () => {
    assert(
      property(
        storms.chain((all) =>
          tuple(
            constant(all),
            shuffledSubarray(all, { minLength: all.length, maxLength: all.length }),
          ),
        ),
        ([receipts, shuffled]) => {
          expect(fold(shuffled)).toEqual(fold(receipts));
        },
      ),
    );
  });

  it('sees the same fleet however often everything is delivered', () => {
    assert(
      property(storms, array(nat({ max: 24 })), (receipts, again) => {
        const more = again.flatMap((index, number) => {
          const receipt = receipts[index];
          return receipt ? [{ ...receipt, id: `again-${number}` }] : [];
        });
        expect(fold([...receipts, ...more]).folded).toEqual(fold(receipts).folded);
      }),
    );
  });

  it('comes to the same picture when it is cut into two windows', () => {
    assert(
      property(storms, nat({ max: 25 }), (receipts, cut) => {
        const before = left(receipts.slice(0, cut), 1);
        const later = fold(receipts.slice(cut), [before]).folded;
        const whole = fold(receipts).folded;
        expect(later.firedLastHour).toBe(whole.firedLastHour);
        expect(later.dependenciesDown).toEqual(whole.dependenciesDown);
      }),
    );
  });

  it('folds 10,000 alerts of 200 circuits into one picture in less than a second of CPU', () => {
    const receipts = Array.from({ length: 10_000 }, (_, index) =>
      came(`r-${10_000 + index}`, { id: String(index), dimensions: circuit(index) }),
    );
    const small = JSON.stringify(fold(receipts.slice(0, 200)).folded).length;
    // A running app has compiled what it does.
    fold(receipts.slice(0, 3_000));
    const before = process.cpuUsage();

    const folded = fold(receipts);

    const { user, system } = process.cpuUsage(before);
    expect((user + system) / 1e6).toBeLessThan(1);
    expect(folded.folded).toMatchObject({ standing: 200, firedLastHour: 10_000 });
    expect(folded.folded.circuits).toHaveLength(200);
    expect(folded.settled).toHaveLength(9_800);
    expect(JSON.stringify(folded.folded).length).toBeLessThan(small + 50);
  });
});
