import { readFile } from 'node:fs/promises';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import type { Cloud } from './cloud';
import { fleetDocument, policyDocument } from './configuration';
import { sitesOf } from './fleet';
import type { Plant } from './fleet';
import { identities, releaseBlobs } from './place';
import { playRelease } from './playRelease';
import { playTelemetry } from './playTelemetry';
import { resourcesBefore } from './resources';
import { bar, indented } from './screen';
import type { Screen } from './screen';
import type { Stage } from './stage';
import type { Change, Story, Telemetry } from './stories/story';

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

/** A healthy fleet, the app's settings in storage, and what the logs hold of the time before. */
export async function setScene(
  cloud: Cloud,
  fleet: readonly Plant[],
  { speed, past }: { speed: number; past?: Telemetry },
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
  const aJobEach = sitesOf(fleet).map((site) => ({ site, minutesAgo: 20 }));
  await playTelemetry(cloud, past ?? { jobs: aJobEach, scores: [] });
}

/** Plays the release of a story, and what its circuits have left in the logs since. */
export async function release(
  { cloud, appUrl }: Pick<Stage, 'cloud' | 'appUrl'>,
  { release: change, telemetry, seen }: Story,
  screen: Screen,
): Promise<void> {
  const { id, sites } = change;
  screen.say(`${id} goes out to ${sites.length} circuits: ${change.cause}`);
  await playRelease({ cloud, appUrl }, change, (updated) => {
    screen.draw('release', [
      indented(`${id}  ${bar(updated, sites.length)} ${updated}/${sites.length}`),
    ]);
  });
  screen.draw('release', []);
  await playTelemetry(cloud, since(telemetry, change));
  screen.say(seen);
}

/** What the logs hold before a release: what came after it they can only hold once it is out. */
export function before({ telemetry: { jobs, scores }, release: change }: Story): Telemetry {
  const isOlder = ({ minutesAgo }: { minutesAgo: number }): boolean =>
    minutesAgo > change.minutesAgo;
  return { jobs: jobs.filter(isOlder), scores: scores.filter(isOlder) };
}

function since({ jobs, scores }: Telemetry, change: Change): Telemetry {
  const isYounger = ({ minutesAgo }: { minutesAgo: number }): boolean =>
    minutesAgo <= change.minutesAgo;
  return { jobs: jobs.filter(isYounger), scores: scores.filter(isYounger) };
}
