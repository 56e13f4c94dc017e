import type { ProfileName } from '../../local/cloud/machineLearning/throttle/profiles';
import type { Bench, Group, Row } from '../group';
import { options, readChoice } from './choice';
import type { Choice } from './choice';
import { comparePeers } from './comparePeers';
import { restorePolicy } from './limits';
import { measureOurs } from './ours';
import type { Ours } from './ours';
import { measureScale } from './measureScale';
import { rowsOf } from './rows';

/** How close a rollback comes to what the service itself needs, and what peers need for the same. */
export const restore: Group = {
  measures: 'rollbacks at the limits of the service: ratio to its own bound, peers, scale',
  options,
  run: measureRestore,
};

/**
 * So fast that a profile takes about a minute, and no faster: the service's waiting shrinks, the
 * work of the machine does not.
 */
const usualSpeed: Readonly<Record<ProfileName, number>> = {
  none: 2,
  arm: 2,
  provider: 10,
  strict: 10,
  storm: 2,
};

async function measureRestore({ say, signal, given }: Bench): Promise<Row[]> {
  const choice = readChoice(given);
  const rows: Row[] = [];
  for (const profile of choice.profiles) {
    // oxlint-disable-next-line no-await-in-loop -- side by side they would measure each other
    rows.push(...(await measureProfile(profile, choice, { say, signal })));
  }
  rows.push(...(await measureScale(choice.scale, { say, signal })));
  return rows;
}

async function measureProfile(
  profile: ProfileName,
  { fleet, latency, speed = usualSpeed[profile], peers }: Choice,
  { say, signal }: Pick<Bench, 'say' | 'signal'>,
): Promise<Row[]> {
  const scene = { fleet, profile, speed, latency };
  const circuits = fleet.flatMap((plant) => plant.circuits).length;
  const what = `${circuits} circuits in ${fleet.length} plants, ${profile}, speed ${speed}`;
  say(`${what}: Ripcord`);
  const ours = await measureOurs(scene, restorePolicy(profile, speed), { say, signal });
  say(sentence(ours, circuits));
  const rows = rowsOf(`restore/${profile}/${circuits}`, ours);
  return [...rows, ...(await comparePeers(peers, scene, { say, signal, ours: ours.seconds }))];
}

function sentence(ours: Ours, circuits: number): string {
  const [first, last] = ours.writing;
  return [
    `${ours.restored} of ${circuits} restored in ${secondsText(ours.seconds)} of the service's time`,
    `which needs ${secondsText(ours.bound)} itself`,
    `written from ${secondsText(first)} to ${secondsText(last)}`,
    `reported after ${secondsText(ours.reportSeconds)}`,
  ].join(', ');
}

function secondsText(seconds: number): string {
  return `${seconds.toFixed(1)} s`;
}
