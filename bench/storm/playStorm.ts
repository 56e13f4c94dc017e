import { z } from 'zod';
import { account } from '../../local/demo/account';
import type { Site } from '../../local/demo/fleet';
import { identities } from '../../local/demo/place';
import { brokenImage, playJobs } from '../../local/demo/playJobs';
import { playRelease } from '../../local/demo/playRelease';
import type { Stage } from '../../local/demo/stage';
import { environmentStory } from '../../local/demo/stories/environment';
import { waitFor } from '../../local/demo/waitFor';
import type { Row } from '../group';
import { postAlerts } from './postAlerts';
import { stormBodies } from './stormBodies';

const size = 10_000;
const patienceSeconds = 120;

const Incident = z.object({ openedAt: z.string() });

export type Storm = {
  sites: readonly Site[];
  windowSeconds: number;
  /** Alerts that were taken in before. */
  before: number;
};

/**
 * Breaks the fleet by a release, lets every circuit alarm fifty times at once, and waits until all
 * of it has come to an end. None may be lost, and it is one incident.
 */
export async function playStorm(stage: Stage, storm: Storm): Promise<Row[]> {
  const { sites, windowSeconds, before } = storm;
  await playRelease(stage, environmentStory(sites).release, () => {});
  await playJobs(stage.cloud, sites, { outcome: brokenImage, minutesAgo: 0 });

  const bodies = stormBodies(size, { rule: 'batch-job-failures', sites });
  const { seconds, accepted, firstAcceptedAt } = await postAlerts(stage.appUrl, bodies);
  const { ended, incidents } = await endOf(before + accepted, stage, sites);
  const decided = (Date.parse(await firstOpenedAt(stage.cloud)) - firstAcceptedAt) / 1000;
  return [
    { name: 'storm/alerts_per_s', value: accepted / seconds, unit: '/s' },
    { name: 'storm/refused', value: size - accepted, unit: '' },
    { name: 'storm/lost', value: before + accepted - ended, unit: '' },
    { name: 'storm/incidents', value: incidents, unit: '' },
    { name: 'storm/alert_to_decision_s', value: decided - windowSeconds, unit: 's' },
  ];
}

/** Counted from what is in storage: not a word of it is the app's own. */
async function endOf(
  taken: number,
  { cloud, broken }: Stage,
  sites: readonly Site[],
): Promise<{ ended: number; incidents: number }> {
  return waitFor(
    `the end of ${taken} alerts`,
    async () => {
      const { alerts, incidents } = await account(cloud, sites);
      const { acted, merged, suppressed, rejected } = alerts;
      const ended = acted + merged + suppressed + rejected;
      return ended >= taken && incidents > 0 ? { ended, incidents } : undefined;
    },
    { seconds: patienceSeconds, everyMs: 1_000, unless: broken },
  );
}

async function firstOpenedAt(cloud: Stage['cloud']): Promise<string> {
  const container = cloud.container(identities.observer);
  const opened: string[] = [];
  for await (const { name } of container.listBlobsFlat({ prefix: 'incidents/' })) {
    if (name.endsWith('/incident.json')) {
      const text = await container.getBlobClient(name).downloadToBuffer();
      opened.push(Incident.parse(JSON.parse(text.toString('utf8'))).openedAt);
    }
  }
  return opened.toSorted()[0] ?? '';
}
