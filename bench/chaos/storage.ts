import { z } from 'zod';
import type { Cloud } from '../../local/demo/cloud';
import { identities } from '../../local/demo/place';
import { Claim, Incident } from '../../shared/domain/incident';
import { Report } from '../../shared/domain/report';

const Id = z.object({ id: z.string() });
const Receipts = z.union([z.array(Id), Id.transform((receipt) => [receipt])]);
const Endings = z.object({ endings: z.array(z.object({ receipt: z.string() })) });

export type Lock = { name: string; isLeased: boolean };

/** What lies in the storage account, read past the app. */
export type Stored = {
  incidents: Incident[];
  reports: Report[];
  claims: Claim[];
  /** Ids of alerts that were received, and of those that came to an end. */
  received: ReadonlySet<string>;
  ended: ReadonlySet<string>;
  locks: Lock[];
};

export async function storedNow(cloud: Cloud): Promise<Stored> {
  const container = cloud.container(identities.observer);
  const stored = {
    incidents: Array.of<Incident>(),
    reports: Array.of<Report>(),
    claims: Array.of<Claim>(),
    received: new Set<string>(),
    ended: new Set<string>(),
    locks: Array.of<Lock>(),
  };
  for await (const { name, properties } of container.listBlobsFlat()) {
    if (name.startsWith('locks/')) {
      stored.locks.push({ name, isLeased: properties.leaseState === 'leased' });
      continue;
    }
    if (!/^(incidents|claims|receipts|endings)\//.test(name)) {
      continue;
    }
    const text = await container.getBlobClient(name).downloadToBuffer();
    const read = (): unknown => JSON.parse(text.toString('utf8'));
    if (name.endsWith('/incident.json')) {
      stored.incidents.push(Incident.parse(read()));
    } else if (name.endsWith('/report.json')) {
      stored.reports.push(Report.parse(read()));
    } else if (name.startsWith('claims/')) {
      stored.claims.push(Claim.parse(read()));
    } else if (name.startsWith('receipts/')) {
      Receipts.parse(read()).forEach(({ id }) => stored.received.add(id));
    } else if (name.startsWith('endings/')) {
      Endings.parse(read()).endings.forEach(({ receipt }) => stored.ended.add(receipt));
    }
  }
  return stored;
}

/** Whether all that was begun has come to its end, as far as storage tells. */
export function hasEnded({ incidents, claims, received, ended, reports }: Stored): boolean {
  return (
    incidents.length > 0 &&
    incidents.every(({ id, status }) => {
      const isReported = reports.some(({ incident }) => incident.id === id);
      return status !== 'rollingBack' && isReported;
    }) &&
    claims.every(({ status }) => status !== 'held') &&
    [...received].every((id) => ended.has(id))
  );
}
