import { readFile } from 'node:fs/promises';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import type { Cloud } from './cloud';
import { fleetDocument, policyDocument } from './configuration';
import { sitesOf } from './fleet';
import type { Plant, Site } from './fleet';
import type { Options } from './options';
import { identities, place, releaseBlobs, releaseId, versions } from './place';
import { brokenImage, playJobs } from './playJobs';
import { playRelease } from './playRelease';
import { resourcesBefore } from './resources';
import { bar } from './screen';
import type { Screen } from './screen';
import type { Stage } from './stage';

/** Circuits whose jobs fail first; the others would, when their turn comes. */
const firstToFail = 41;

/** This process talks to the cloud over TLS as well, and learns of its private CA only now. */
export async function trust(caFile: string): Promise<void> {
  setDefaultCACertificates([...getCACertificates('default'), await readFile(caFile, 'utf8')]);
}

/** Whether the story has come to its incident in this cloud before. */
export async function hasIncident(cloud: Cloud): Promise<boolean> {
  const incidents = cloud
    .container(identities.observer)
    .listBlobsFlat({ prefix: 'incidents/' })
    .byPage({ maxPageSize: 1 });
  for await (const { segment } of incidents) {
    return segment.blobItems.length > 0;
  }
  return false;
}

/** A healthy fleet, the app's settings in storage, and scoring jobs that have just gone well. */
export async function setScene(
  cloud: Cloud,
  fleet: readonly Plant[],
  { speed }: Options,
): Promise<void> {
  await cloud.behind('PUT', '/machineLearning/resources', resourcesBefore(fleet));
  const container = cloud.container(identities.observer);
  await container.createIfNotExists();
  for (const blob of releaseBlobs) {
    await container.deleteBlob(blob).catch(() => undefined);
  }
  const settings = { 'fleet.json': fleetDocument(fleet), 'policy.json': policyDocument(speed) };
  for (const [name, document] of Object.entries(settings)) {
    const text = JSON.stringify(document, null, 2);
    await container.getBlockBlobClient(name).upload(text, Buffer.byteLength(text));
  }
  await playJobs(cloud, sitesOf(fleet), { outcome: { status: 'Completed' }, minutesAgo: 20 });
}

/** The bad release, and the jobs that fail because of it. Answers with the circuits that do. */
export async function breakThings(
  { cloud, appUrl }: Pick<Stage, 'cloud' | 'appUrl'>,
  sites: readonly Site[],
  screen: Screen,
): Promise<readonly Site[]> {
  screen.say(`${releaseId} moves them to ${place.environment}:${versions.bad}`);
  await playRelease({ cloud, appUrl }, sites, (updated) => {
    screen.draw([`        ${releaseId}  ${bar(updated, sites.length)} ${updated}/${sites.length}`]);
  });
  screen.draw([]);
  const failing = sites.slice(0, firstToFail);
  await playJobs(cloud, failing, { outcome: brokenImage, minutesAgo: 0 });
  screen.say(`${releaseId} is out, and scoring jobs fail on ${failing.length} circuits`);
  return failing;
}
