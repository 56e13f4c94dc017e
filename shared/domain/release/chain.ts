import { z } from 'zod';
import { hashOf, Integrity, Sha256 } from './integrity';
import { ReleaseId } from './releaseId';

const Link = z.strictObject({ release: ReleaseId, hash: Sha256 });
export type Link = z.infer<typeof Link>;

/**
 * The anchor of the chain, `releases/head.json`: which records there are, oldest first. A record
 * that is being added stands in `pending` whole, so that whoever comes next can finish it.
 */
export const ChainHead = z.strictObject({
  links: z.array(Link),
  pending: z.strictObject({ ...Link.shape, text: z.string() }).optional(),
});
export type ChainHead = z.infer<typeof ChainHead>;

export const emptyHead: ChainHead = { links: [] };

/** A record as it lies in storage, under the name it has there. */
export type StoredRecord = { release: string; text: string };

export type Finding = {
  finding:
    | 'edited'
    | 'removed'
    | 'swapped'
    | 'truncated'
    | 'forked'
    | 'stale'
    /** Nothing is wrong with it, and nothing proves it. */
    | 'unsealed';
  release: string;
  detail: string;
};

/** What a record says of its own place, or why it cannot be read as a record at all. */
type Own = { finding: Finding['finding']; detail: string } | { integrity: Integrity; hash: string };

const Identity = z.looseObject({ release_id: z.string() });

function readOwn({ release, text }: StoredRecord): Own {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { finding: 'truncated', detail: `not JSON (${text.length} characters)` };
  }
  const record = Identity.safeParse(json);
  if (!record.success) {
    return { finding: 'truncated', detail: 'it has no release_id' };
  }
  if (record.data.release_id !== release) {
    return { finding: 'swapped', detail: `it is the record of ${record.data.release_id}` };
  }
  if (record.data['integrity'] === undefined) {
    return { finding: 'unsealed', detail: 'it has no hash' };
  }
  const integrity = Integrity.safeParse(record.data['integrity']);
  if (!integrity.success) {
    return { finding: 'edited', detail: `its integrity: ${z.prettifyError(integrity.error)}` };
  }
  const hash = hashOf(record.data);
  return hash === integrity.data.hash
    ? { integrity: integrity.data, hash }
    : {
        finding: 'edited',
        detail: `its content has the hash ${hash}, it says ${integrity.data.hash}`,
      };
}

/**
 * Holds every record against the chain's head and its neighbours. Finds what was edited, removed,
 * swapped with another, cut off, put beside the chain, or is newer than the head; records without
 * a hash are named as unsealed. No finding but those: all of it is as it was written.
 */
export function verifyChain(records: readonly StoredRecord[], head: ChainHead): Finding[] {
  const stored = new Map(records.map((record) => [record.release, record]));
  const linked = new Set(head.links.map(({ release }) => release));
  return [
    ...head.links.flatMap((_, index) => findingAt(head, index, stored)),
    ...records
      .filter(({ release }) => !linked.has(release))
      .flatMap((record) => findingBeside(record, head)),
  ];
}

function findingAt(
  { links }: ChainHead,
  index: number,
  stored: ReadonlyMap<string, StoredRecord>,
): Finding[] {
  const link = links[index];
  if (!link) {
    return [];
  }
  const { release } = link;
  const found = (finding: Finding['finding'], detail: string) => [{ finding, release, detail }];
  const record = stored.get(release);
  if (!record) {
    return found('removed', `the head names it, with the hash ${link.hash}`);
  }
  const own = readOwn(record);
  if ('finding' in own) {
    return own.finding === 'unsealed'
      ? found('edited', 'its hash was taken away')
      : found(own.finding, own.detail);
  }
  if (own.hash !== link.hash) {
    return found('edited', `it was sealed anew with ${own.hash}, the head knows ${link.hash}`);
  }
  const previous = links[index - 1]?.hash ?? null;
  if (own.integrity.previous !== previous || own.integrity.sequence !== index + 1) {
    return found('stale', `it follows ${own.integrity.previous}, the head says ${previous}`);
  }
  return [];
}

/** A record that the head does not name: added later than it knows, or never by those who may. */
function findingBeside(record: StoredRecord, { links, pending }: ChainHead): Finding[] {
  const { release } = record;
  const own = readOwn(record);
  if ('finding' in own) {
    return [{ finding: own.finding, release, detail: own.detail }];
  }
  if (pending?.release === release && pending.hash === own.hash) {
    return [];
  }
  const { sequence, previous } = own.integrity;
  const isNewer = sequence > links.length;
  return [
    {
      finding: isNewer ? 'stale' : 'forked',
      release,
      detail: isNewer
        ? `it is number ${sequence}, the head ends with ${links.length}: the head or it is not of this chain`
        : `it follows ${previous} as number ${sequence}, where the head names ${links[sequence - 1]?.release}`,
    },
  ];
}

/** Whether one record is what was written, as far as its hash and the head of the chain can say. */
export type Seal =
  | { status: 'sealed'; hash: string; sequence: number }
  | { status: 'unsealed' }
  | { status: 'broken'; reason: string };

/** The seal of one record, without a look at the others. */
export function sealOf(record: StoredRecord, head: ChainHead): Seal {
  const index = head.links.findIndex(({ release }) => release === record.release);
  const [finding] =
    index < 0
      ? findingBeside(record, head)
      : findingAt(head, index, new Map([[record.release, record]]));
  if (finding) {
    return finding.finding === 'unsealed'
      ? { status: 'unsealed' }
      : { status: 'broken', reason: `${finding.finding}: ${finding.detail}` };
  }
  const own = readOwn(record);
  return 'integrity' in own
    ? { status: 'sealed', hash: own.hash, sequence: own.integrity.sequence }
    : { status: 'unsealed' };
}
