import { z } from 'zod';
import type { Cloud } from './cloud';
import { alertsOnRecord, incidentsOnRecord } from './onRecord';
import type { EndingWord } from './onRecord';
import { deploymentId, environmentId, identities, modelId } from './place';
import type { Site } from './fleet';
import { backOnGood } from './expected';
import type { Expected } from './expected';

const Entry = z.object({
  sequence: z.number(),
  method: z.string(),
  path: z.string(),
  status: z.number().nullable(),
  responseBody: z.unknown(),
});
type Entry = z.infer<typeof Entry>;
const Journal = z.object({ entries: z.array(Entry) });

const Deployment = z.object({
  id: z.string(),
  properties: z.object({
    environmentId: z.string(),
    model: z.object({ assetId: z.string() }),
    provisioningState: z.string(),
  }),
});
type Deployment = z.infer<typeof Deployment>;
const Page = z.object({ value: z.array(Deployment) });

const pageSize = 1000;

/** What happened, counted from what the cloud saw and holds: not a word of it is the app's own. */
export type Account = {
  circuits: number;
  /** Were written, and run what they should. */
  restored: number;
  /** Of these, how many the app itself has read back since. */
  verified: number;
  /** Were not written, and run what they should. */
  untouched: number;
  /** Do not run what they should. */
  failed: number;
  /** Were written, and should not have been; or the other way round. */
  astray: number;
  alerts: { received: number } & Record<EndingWord, number>;
  incidents: number;
  writes: number;
  reads: number;
  throttled: number;
};

/** Takes stock of the fleet, held against what each circuit should run: what it ran before, unless said otherwise. */
export async function account(
  cloud: Cloud,
  sites: readonly Site[],
  expected: Expected = backOnGood,
): Promise<Account> {
  const [journal, held, alerts, incidents] = await Promise.all([
    journalOf(cloud, identities.ripcord),
    deploymentsNow(cloud),
    endedAlerts(cloud),
    incidentsOnRecord(cloud),
  ]);
  const isRight = rightness(sites, expected);
  const written = writtenBy(journal);
  const seenRight = seenRightAfterwards(journal, isRight);
  const right = new Set(held.filter(isRight).map(keyOf));
  const ends = sites.map((site) => {
    const id = deploymentId(site).toLowerCase();
    return { isRight: right.has(id), isWritten: written.has(id), isSeen: seenRight.has(id), site };
  });
  const accepted = journal.filter(({ status }) => status !== null && status < 300);
  const count = (is: (end: (typeof ends)[number]) => boolean): number => ends.filter(is).length;
  return {
    circuits: sites.length,
    restored: count((end) => end.isRight && end.isWritten),
    verified: count((end) => end.isRight && end.isWritten && end.isSeen),
    untouched: count((end) => end.isRight && !end.isWritten),
    failed: count((end) => !end.isRight),
    astray: count(({ isWritten, site }) => isWritten !== expected(site).isWritten),
    alerts,
    incidents,
    writes: accepted.filter(({ method }) => method === 'PUT').length,
    reads: accepted.filter(({ method }) => method === 'GET').length,
    throttled: journal.filter(({ status }) => status === 429).length,
  };
}

function keyOf({ id }: Deployment): string {
  return id.toLowerCase();
}

/** Whether a deployment runs, and has come to, what it should. */
function rightness(
  sites: readonly Site[],
  expected: Expected,
): (deployment: Deployment) => boolean {
  const wanted = new Map(
    sites.map((site) => {
      const { environment, model } = expected(site);
      const revision = [environmentId(environment), modelId(site, model)];
      return [deploymentId(site).toLowerCase(), revision.join(' ').toLowerCase()];
    }),
  );
  return (deployment) => {
    const { environmentId: environment, model, provisioningState } = deployment.properties;
    const runs = `${environment} ${model.assetId}`.toLowerCase();
    return wanted.get(keyOf(deployment)) === runs && provisioningState === 'Succeeded';
  };
}

async function journalOf(cloud: Cloud, principal: string): Promise<Entry[]> {
  const entries: Entry[] = [];
  for (;;) {
    const query = new URLSearchParams({
      principal,
      since: String(entries.at(-1)?.sequence ?? 0),
      limit: String(pageSize),
    });
    const answer = await cloud.behind('GET', `/machineLearning/journal?${query.toString()}`);
    const page = Journal.parse(answer).entries;
    entries.push(...page);
    if (page.length < pageSize) {
      return entries;
    }
  }
}

async function deploymentsNow(cloud: Cloud): Promise<Deployment[]> {
  const answer = await cloud.behind('GET', '/machineLearning/resources?prefix=%2Fsubscriptions');
  return z
    .array(z.unknown())
    .parse(answer)
    .flatMap((resource) => {
      const deployment = Deployment.safeParse(resource);
      return deployment.success ? [deployment.data] : [];
    });
}

/** Deployments that the app wrote and the service accepted. */
function writtenBy(journal: readonly Entry[]): ReadonlySet<string> {
  return new Set(
    journal
      .filter(({ method, status }) => method === 'PUT' && status !== null && status < 300)
      .map(({ path }) => path.toLowerCase()),
  );
}

/** Deployments that the app, after its last write, read back as they should be. */
function seenRightAfterwards(
  journal: readonly Entry[],
  isRight: (deployment: Deployment) => boolean,
): ReadonlySet<string> {
  const seen = new Set<string>();
  for (const { method, status, path, responseBody } of journal) {
    if (method === 'PUT') {
      seen.delete(path.toLowerCase());
    }
    const page = Page.safeParse(responseBody);
    if (method === 'GET' && status === 200 && page.success) {
      page.data.value.filter(isRight).forEach((deployment) => seen.add(keyOf(deployment)));
    }
  }
  return seen;
}

async function endedAlerts(cloud: Cloud): Promise<Account['alerts']> {
  const { received, endings } = await alertsOnRecord(cloud);
  const alerts = { received, acted: 0, merged: 0, suppressed: 0, rejected: 0 };
  endings.forEach(({ ending }) => (alerts[ending] += 1));
  return alerts;
}
