import { sitesOf } from '../../local/demo/fleet';
import type { Bench, Row } from '../group';
import { measurePeer } from './peers/peer';
import type { Peer, PeerFigures } from './peers/peer';
import type { Scene } from './scene';

/** A peer that needs more than so many times as long as Ripcord is not waited for. */
const patience = 3;

type Given = Pick<Bench, 'say' | 'signal'> & { ours: number };

/** The peers' seconds over ours. They run side by side: they wait, for the most part. */
export async function comparePeers(
  peers: readonly Peer[],
  scene: Scene,
  { say, signal, ours }: Given,
): Promise<Row[]> {
  if (peers.length > 0) {
    say(`${scene.profile}: ${peers.join(', ')}`);
  }
  const circuits = sitesOf(scene.fleet).length;
  const atMostSeconds = ours * patience;
  return Promise.all(
    peers.map(async (peer): Promise<Row> => {
      const figures = await measurePeer(peer, scene, { say, signal, atMostSeconds });
      say(`${peer}: ${figures.restored} of ${circuits} restored ${endOf(figures)}`);
      const name = `restore/${scene.profile}/peer/${peer}`;
      const isWhole = !figures.wasCutOff && figures.restored === circuits;
      // One that has given some of them up is never done.
      return isWhole
        ? { name, value: figures.seconds / ours, unit: '×' }
        : { name, value: patience, unit: '×, at least' };
    }),
  );
}

function endOf({ wasCutOff, seconds }: PeerFigures): string {
  return wasCutOff
    ? 'when it was cut off'
    : `when it ended, the last after ${seconds.toFixed(1)} s`;
}
