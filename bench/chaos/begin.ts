import { alertsOf } from '../../local/demo/alerts';
import { playAlerts } from '../../local/demo/playAlerts';
import { brokenImage, playJobs } from '../../local/demo/playJobs';
import { playRelease } from '../../local/demo/playRelease';
import { environmentStory } from '../../local/demo/stories/environment';
import { heldNow, markNow } from './ledger';
import type { Held, Mark } from './ledger';
import type { Platform } from './platform';

/** How things stood when the alarm was raised. */
export type Begun = {
  before: ReadonlyMap<string, Held>;
  mark: Mark;
  /** Alerts that were taken in. */
  accepted: number;
  beganAt: number;
};

/** Breaks the fleet of a platform by a release, and lets it alarm. */
export async function begin({ cloud, appUrl, sites }: Platform): Promise<Begun> {
  await playRelease({ cloud, appUrl }, environmentStory(sites).release, () => {});
  await playJobs(cloud, sites, { outcome: brokenImage, minutesAgo: 0 });
  const [before, mark] = await Promise.all([heldNow(cloud), markNow(cloud)]);
  const beganAt = Date.now();
  const deliveries = alertsOf(sites, new Date());
  const { posted, accepted } = await playAlerts(appUrl, deliveries, { speed: 1 });
  if (accepted < posted) {
    throw new Error(`the app took in ${accepted} of ${posted} alerts`);
  }
  return { before, mark, accepted: deliveries.length, beganAt };
}
