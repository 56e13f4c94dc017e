import { z } from 'zod';
import type { Cloud } from './cloud';
import { environmentId, identities, versions, workspaceId } from './place';
import type { Site } from './fleet';

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
  properties: z.object({ environmentId: z.string(), provisioningState: z.string() }),
});
type Deployment = z.infer<typeof Deployment>;
const Page = z.object({ value: z.array(Deployment) });

const Receipt = z.object({ id: z.string() });
const Receipts = z.union([z.array(Receipt), Receipt.transform((receipt) => [receipt])]);
const Endings = z.object({
  endings: z.array(
    z.object({
      receipt: z.string(),
      ending: z.enum(['acted', 'merged', 'suppressed', 'rejected']),
    }),
  ),
});

const pageSize = 1000;

/** What happened, counted from what the cloud saw and holds: not a word of it is the app's own. */
export type Account = {
  circuits: number;
  restored: number;
  verified: number;
  untouched: number;
  failed: number;
  alerts: { received: number; acted: number; merged: number; suppressed: number; rejected: number };
  incidents: number;
  writes: number;
  reads: number;
  throttled: number;
};

export async function account(cloud: Cloud, sites: readonly Site[]): Promise<Account> {
  const [journal, held, alerts, incidents] = await Promise.all([
    journalOf(cloud, identities.ripcord),
    heldNow(cloud),
    alertsSettled(cloud),
    incidentsOnRecord(cloud),
  ]);
  const ids = sites.map(
    ({ endpoint, deployment }) =>
      `${workspaceId}/batchEndpoints/${endpoint}/deployments/${deployment}`,
  );
  const written = writtenBy(journal);
  const seenGood = seenGoodAfterwards(journal);
  const isGood = (id: string): boolean => held.get(id.toLowerCase()) === true;
  const accepted = journal.filter(({ status }) => status !== null && status < 300);
  return {
    circuits: sites.length,
    restored: ids.filter((id) => isGood(id) && written.has(id.toLowerCase())).length,
    verified: ids.filter((id) => isGood(id) && seenGood.has(id.toLowerCase())).length,
    untouched: ids.filter((id) => isGood(id) && !written.has(id.toLowerCase())).length,
    failed: ids.filter((id) => !isGood(id)).length,
    alerts,
    incidents,
    writes: accepted.filter(({ method }) => method === 'PUT').length,
    reads: accepted.filter(({ method }) => method === 'GET').length,
    throttled: journal.filter(({ status }) => status === 429).length,
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

/** By deployment, whether it runs the good environment now. */
async function heldNow(cloud: Cloud): Promise<ReadonlyMap<string, boolean>> {
  const answer = await cloud.behind('GET', '/machineLearning/resources?prefix=%2Fsubscriptions');
  const deployments = z
    .array(z.unknown())
    .parse(answer)
    .flatMap((resource) => {
      const deployment = Deployment.safeParse(resource);
      return deployment.success ? [deployment.data] : [];
    });
  return new Map(
    deployments.map((deployment) => [deployment.id.toLowerCase(), isGoodNow(deployment)]),
  );
}

function isGoodNow({ properties }: Deployment): boolean {
  const { environmentId: environment, provisioningState } = properties;
  const isRight = environment.toLowerCase() === environmentId(versions.good).toLowerCase();
  return isRight && provisioningState === 'Succeeded';
}

/** Deployments that the app wrote and the service accepted. */
function writtenBy(journal: readonly Entry[]): ReadonlySet<string> {
  return new Set(
    journal
      .filter(({ method, status }) => method === 'PUT' && status !== null && status < 300)
      .map(({ path }) => path.toLowerCase()),
  );
}

/** Deployments that the app, after its last write, read back as good. */
function seenGoodAfterwards(journal: readonly Entry[]): ReadonlySet<string> {
  const seen = new Set<string>();
  for (const { method, status, path, responseBody } of journal) {
    if (method === 'PUT') {
      seen.delete(path.toLowerCase());
    }
    const page = Page.safeParse(responseBody);
    if (method !== 'GET' || status !== 200 || !page.success) {
      continue;
    }
    for (const deployment of page.data.value) {
      if (isGoodNow(deployment)) {
        seen.add(deployment.id.toLowerCase());
      }
    }
  }
  return seen;
}

async function alertsSettled(cloud: Cloud): Promise<Account['alerts']> {
  const container = cloud.container(identities.observer);
  const alerts = { received: 0, acted: 0, merged: 0, suppressed: 0, rejected: 0 };
  const received = new Set<string>();
  for await (const document of documentsUnder(container, 'receipts/')) {
    Receipts.parse(document).forEach(({ id }) => received.add(id));
  }
  const ended = new Map<string, keyof Omit<Account['alerts'], 'received'>>();
  for await (const document of documentsUnder(container, 'endings/')) {
    for (const { receipt, ending } of Endings.parse(document).endings) {
      ended.set(receipt, ended.get(receipt) ?? ending);
    }
  }
  ended.forEach((ending) => (alerts[ending] += 1));
  return { ...alerts, received: received.size };
}

async function* documentsUnder(
  container: ReturnType<Cloud['container']>,
  prefix: string,
): AsyncGenerator {
  for await (const { name } of container.listBlobsFlat({ prefix })) {
    const content = await container.getBlobClient(name).downloadToBuffer();
    yield JSON.parse(content.toString('utf8'));
  }
}

async function incidentsOnRecord(cloud: Cloud): Promise<number> {
  let incidents = 0;
  const container = cloud.container(identities.observer);
  for await (const { name } of container.listBlobsFlat({ prefix: 'incidents/' })) {
    incidents += name.endsWith('/incident.json') ? 1 : 0;
  }
  return incidents;
}
