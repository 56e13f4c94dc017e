import { readFile } from 'node:fs/promises';
import { setDefaultCACertificates, getCACertificates } from 'node:tls';
import { account } from './account';
import type { Account } from './account';
import { alertsOf } from './alerts';
import type { Cloud } from './cloud';
import { fleetDocument, policyDocument } from './configuration';
import { makeFleet, sitesOf } from './fleet';
import type { Plant, Site } from './fleet';
import type { Options } from './options';
import { identities, place, releaseId, versions } from './place';
import { playAlerts } from './playAlerts';
import { brokenImage, playJobs } from './playJobs';
import { playRelease } from './playRelease';
import { resourcesBefore } from './resources';
import { latestRollback, reportText } from './rollbackApi';
import type { Rollback } from './rollbackApi';
import { bar } from './screen';
import type { Screen } from './screen';
import type { Stage } from './stage';
import { waitFor } from './waitFor';
import { watch } from './watch';

export type Played = { rollback: Rollback; account: Account; report: string; seconds: number };

/** Circuits whose jobs fail first; the others would, when their turn comes. */
const firstToFail = 41;

/** Plays the whole story, from a healthy fleet to the report. */
export async function play(stage: Stage, screen: Screen, options: Options): Promise<Played> {
  const { cloud, appUrl, broken } = stage;
  await trust(cloud.caFile);
  const fleet = makeFleet(options);
  const sites = sitesOf(fleet);
  const goesOn = options.keep && (await hasMetadata(cloud));
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
    await breakThings(cloud, sites, screen);
  }

  const beganAt = Date.now();
  if (!known) {
    await alarm(stage, sites, { screen, options });
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

/** This process talks to the cloud over TLS as well, and learns of its private CA only now. */
async function trust(caFile: string): Promise<void> {
  setDefaultCACertificates([...getCACertificates('default'), await readFile(caFile, 'utf8')]);
}

async function hasMetadata(cloud: Cloud): Promise<boolean> {
  return cloud.container(identities.observer).getBlobClient(`releases/${releaseId}.json`).exists();
}

async function setScene(cloud: Cloud, fleet: readonly Plant[], { speed }: Options): Promise<void> {
  await cloud.behind('PUT', '/machineLearning/resources', resourcesBefore(fleet));
  const container = cloud.container(identities.observer);
  await container.createIfNotExists();
  const settings = { 'fleet.json': fleetDocument(fleet), 'policy.json': policyDocument(speed) };
  for (const [name, document] of Object.entries(settings)) {
    const text = JSON.stringify(document, null, 2);
    await container.getBlockBlobClient(name).upload(text, Buffer.byteLength(text));
  }
  await playJobs(cloud, sitesOf(fleet), { outcome: { status: 'Completed' }, minutesAgo: 20 });
}

async function breakThings(cloud: Cloud, sites: readonly Site[], screen: Screen): Promise<void> {
  screen.say(`${releaseId} moves them to ${place.environment}:${versions.bad}`);
  await playRelease(cloud, sites, (updated) => {
    screen.draw([`        ${releaseId}  ${bar(updated, sites.length)} ${updated}/${sites.length}`]);
  });
  screen.draw([]);
  const failing = sites.slice(0, firstToFail);
  await playJobs(cloud, failing, { outcome: brokenImage, minutesAgo: 0 });
  screen.say(`${releaseId} is out, and scoring jobs fail on ${failing.length} circuits`);
}

async function alarm(
  { appUrl }: Stage,
  sites: readonly Site[],
  { screen, options }: { screen: Screen; options: Options },
): Promise<void> {
  const deliveries = alertsOf(sites.slice(0, firstToFail), new Date());
  const { posted, accepted } = await playAlerts(appUrl, deliveries, options.speed);
  screen.say(`${deliveries.length} alerts in ${posted} posts, ${accepted} taken in`);
}
