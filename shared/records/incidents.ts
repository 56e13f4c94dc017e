import { Claim, Incident } from '../domain/incident';
import { RollbackReceipt } from '../domain/receipt/receipt';
import { Report } from '../domain/report';
import { renderReport } from '../domain/renderReport';
import { inBatches } from '../domain/inBatches';
import type { Blobs, Incidents } from '../ports';
import { documentText, readDocument } from './document';

/** Incidents, their reports, and which release each holds. */
export function incidentsIn(blobs: Blobs): Incidents {
  return {
    claim: (release, incident, again) => claim(blobs, { release, incident, again }),

    endClaim: (release, incident) => letGo(blobs, { release, incident, status: 'ended' }),

    freeClaim: (release, incident) => letGo(blobs, { release, incident, status: 'free' }),

    claimOf: async (release) => (await readDocument(blobs, claimName(release), Claim))?.value,

    save: (incident) => blobs.write(incidentName(incident.id), documentText(incident)),

    read: async (id) => (await readDocument(blobs, incidentName(id), Incident))?.value,

    list: async () => {
      const names = await blobs.list('incidents/');
      const incidents = await inBatches(
        names.filter((name) => name.endsWith('/incident.json')),
        async (name) => (await readDocument(blobs, name, Incident))?.value,
      );
      return incidents
        .filter((incident) => incident !== undefined)
        .toSorted((a, b) => (a.openedAt < b.openedAt ? 1 : -1));
    },

    saveReport: async (report) => {
      const { incident } = report;
      await blobs.write(reportName(incident.id, 'json'), documentText(report));
      await blobs.write(reportName(incident.id, 'md'), renderReport(report));
      await blobs.write(incidentName(incident.id), documentText(incident));
    },

    report: async (id) => {
      const [json, markdown] = await Promise.all([
        readDocument(blobs, reportName(id, 'json'), Report),
        blobs.read(reportName(id, 'md')),
      ]);
      return json && markdown && { report: json.value, markdown: markdown.text };
    },

    saveReceipt: (receipt) =>
      blobs.write(receiptName(receipt.content.incident), documentText(receipt)),

    receipt: async (id) => (await readDocument(blobs, receiptName(id), RollbackReceipt))?.value,
  };
}

type Wish = { release: string; incident: string; again: boolean };

async function claim(blobs: Blobs, { release, incident, again }: Wish): Promise<Claim> {
  const wanted: Claim = { release, incident, status: 'held' };
  if ((await blobs.create(claimName(release), documentText(wanted))) === 'created') {
    return wanted;
  }
  const found = await readDocument(blobs, claimName(release), Claim);
  if (!found) {
    throw new Error(`${claimName(release)} was there and is gone: nobody deletes claims`);
  }
  const { status, incident: holder } = found.value;
  const isFree = status === 'free' || (again && status === 'ended' && holder !== incident);
  if (!isFree) {
    return found.value;
  }
  const answer = await blobs.replace(claimName(release), documentText(wanted), found.etag);
  return answer === 'replaced' ? wanted : claim(blobs, { release, incident, again: false });
}

/** Of a claim that is not ours, nothing is let go. */
async function letGo(blobs: Blobs, left: Claim): Promise<void> {
  const found = await readDocument(blobs, claimName(left.release), Claim);
  if (found?.value.incident === left.incident) {
    await blobs.replace(claimName(left.release), documentText(left), found.etag);
  }
}

function claimName(release: string): string {
  return `claims/${release}.json`;
}

function incidentName(id: string): string {
  return `incidents/${id}/incident.json`;
}

function receiptName(id: string): string {
  return `incidents/${id}/receipt.json`;
}

function reportName(id: string, kind: 'json' | 'md'): string {
  return `incidents/${id}/report.${kind}`;
}
