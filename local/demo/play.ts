import { account } from './account';
import type { Account } from './account';
import { alertsOf } from './alerts';
import { makeFleet, sitesOf } from './fleet';
import type { Site } from './fleet';
import type { Options } from './options';
import { place, versions } from './place';
import { playAlerts } from './playAlerts';
import { latestRollback, reportText } from './rollbackApi';
import type { Rollback } from './rollbackApi';
import { breakThings, hasIncident, setScene, trust } from './scene';
import type { Screen } from './screen';
import type { Stage } from './stage';
import { waitFor } from './waitFor';
import { watch } from './watch';

export type Played = { rollback: Rollback; account: Account; report: string; seconds: number };

/** Plays the whole story, from a healthy fleet to the report. */
export async function play(stage: Stage, screen: Screen, options: Options): Promise<Played> {
  const { cloud, appUrl, broken } = stage;
  await trust(cloud.caFile);
  const fleet = makeFleet(options);
  const sites = sitesOf(fleet);
  const goesOn = options.keep && (await hasIncident(cloud));
  if (!goesOn) {
    await setScene(cloud, fleet, options);
  }
  await stage.startApp();
  screen.say(`the app is up at ${appUrl}`);
  const known = goesOn ? await latestRollback(appUrl) : undefined;
  if (!known) {
    screen.say(
      `${sites.length} circuits on ${fleet.length} plants run ${place.environment}:${versions.good}`,
    );
  }
  const failing = known ? [] : await breakThings(stage, sites, screen);
  const beganAt = Date.now();
  if (failing.length > 0) {
    await alarm(stage, failing, { screen, options });
  }
  const patience = 120 + (sites.length * 6 * 60) / options.speed;
  const rollback = await watch(appUrl, screen, { seconds: patience, unless: broken });
  const seconds = (Date.now() - beganAt) / 1000;
  const report = await waitFor('the report', () => reportText(appUrl, rollback.id), {
    seconds: 30,
    unless: broken,
  });
  return { rollback, report, seconds, account: await account(cloud, sites) };
}

async function alarm(
  { appUrl }: Stage,
  failing: readonly Site[],
  { screen, options }: { screen: Screen; options: Options },
): Promise<void> {
  const deliveries = alertsOf(failing, new Date());
  const { posted, accepted } = await playAlerts(appUrl, deliveries, options.speed);
  screen.say(`${deliveries.length} alerts in ${posted} posts, ${accepted} taken in`);
  if (accepted === 0) {
    throw new Error('the app took no alert in; its log says why');
  }
}
