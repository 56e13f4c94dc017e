import type { Site } from '../../local/demo/fleet';
import type { Row } from '../group';
import { postAlerts } from './postAlerts';
import { stormBodies } from './stormBodies';

const rounds = 5;
const perRound = 1_000;
const warmUp = 500;

type Origins = { ripcord: string; bare: string };

/**
 * Alerts per second of both, turn by turn, so that what else the machine does hits both. The rule
 * is none of the policy's: nothing but taking in is measured, and filing what was taken in.
 */
export async function compareIngest(
  { ripcord, bare }: Origins,
  { sites, signal }: { sites: readonly Site[]; signal: AbortSignal },
): Promise<{ rows: Row[]; accepted: number }> {
  const rates: { ripcord: number[]; bare: number[] } = { ripcord: [], bare: [] };
  let accepted = 0;
  for (let round = 0; round <= rounds; round += 1) {
    signal.throwIfAborted();
    const bodies = stormBodies(round === 0 ? warmUp : perRound, { rule: 'none-of-ours', sites });
    // oxlint-disable no-await-in-loop -- one after the other, or they would measure each other
    const unmeasured = await postAlerts(bare, bodies);
    const measured = await postAlerts(ripcord, bodies);
    // oxlint-enable no-await-in-loop
    accepted += measured.accepted;
    if (round > 0) {
      rates.bare.push(unmeasured.accepted / unmeasured.seconds);
      rates.ripcord.push(measured.accepted / measured.seconds);
    }
  }
  const [ours, theirs] = [median(rates.ripcord), median(rates.bare)];
  return {
    accepted,
    rows: [
      { name: 'storm/ingest_per_s', value: ours, unit: '/s' },
      { name: 'storm/bare_per_s', value: theirs, unit: '/s' },
      { name: 'storm/ingest_ratio', value: ours / theirs, unit: '×' },
    ],
  };
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
