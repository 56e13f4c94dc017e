import { z } from 'zod';
import { contentHash } from '../domain/contentHash';
import { readRelease } from '../domain/release';
import { ChainHead, emptyHead } from '../domain/release/chain';
import { Integrity, sealRecord, unsealed } from '../domain/release/integrity';
import type { RawRecord } from '../domain/release/integrity';
import type { Blobs, Recorded } from '../ports';
import { BadRecord, documentText, readDocument } from './document';

export const headName = 'releases/head.json';

export function recordName(release: string): string {
  return `releases/${release}.json`;
}

/** How often a record is tried that others come in between of. */
const mostTries = 50;

type Head = { value: ChainHead; etag: string };

/**
 * Puts a release on record, once, with its place in the chain. The head takes note of the whole
 * record before it is written: whatever breaks off in between is finished by whoever comes next,
 * so there is never a gap in the chain and never a fork.
 */
export async function recordRelease(blobs: Blobs, document: RawRecord): Promise<Recorded> {
  const reading = readRelease(JSON.stringify(document));
  if (reading.status !== 'read') {
    return {
      status: 'refused',
      reason: reading.status === 'unreadable' ? reading.reason : 'empty',
    };
  }
  const { id } = reading.release;
  for (let tries = 0; tries < mostTries; tries += 1) {
    // oxlint-disable-next-line no-await-in-loop -- only if others came in between
    const answer = await tryToRecord(blobs, id, document);
    if (answer) {
      return answer;
    }
  }
  throw new Error(`${headName} was changed by others ${mostTries} times in a row`);
}

/** Undefined when somebody else was at it: then all begins anew. */
async function tryToRecord(
  blobs: Blobs,
  id: string,
  document: RawRecord,
): Promise<Recorded | undefined> {
  const head = await openHead(blobs);
  if (head.value.pending) {
    await finish(blobs, head);
    return undefined;
  }
  const known = await blobs.read(recordName(id));
  if (known) {
    return compared(known.text, document);
  }
  const { links } = head.value;
  if (links.some(({ release }) => release === id)) {
    // It was on record once, and somebody has removed it: what it said is not to be said anew.
    return { status: 'conflict' };
  }
  const place = { sequence: links.length + 1, previous: links.at(-1)?.hash ?? null };
  const record = sealRecord(document, place);
  const { hash } = record.integrity;
  const pending = { release: id, hash, text: documentText(record) };
  if ((await replaceHead(blobs, head, { links, pending })) === 'changed') {
    return undefined;
  }
  await finish(blobs, await openHead(blobs));
  const written = await blobs.read(recordName(id));
  return written?.text === pending.text
    ? { status: 'recorded', hash, sequence: place.sequence }
    : undefined;
}

/** Writes the record that is pending and lets the head name it; a stranger's of that name stands. */
async function finish(blobs: Blobs, head: Head): Promise<void> {
  const { links, pending } = head.value;
  if (!pending) {
    return;
  }
  const { release, hash, text } = pending;
  const isOurs =
    (await blobs.create(recordName(release), text)) === 'created' ||
    (await blobs.read(recordName(release)))?.text === text;
  await replaceHead(blobs, head, { links: isOurs ? [...links, { release, hash }] : links });
}

async function openHead(blobs: Blobs): Promise<Head> {
  await blobs.create(headName, documentText(emptyHead));
  const head = await readDocument(blobs, headName, ChainHead);
  if (!head) {
    throw new BadRecord(`${headName} was there and is gone: nobody deletes it`);
  }
  return head;
}

async function replaceHead(
  blobs: Blobs,
  { etag }: Head,
  value: ChainHead,
): Promise<'replaced' | 'changed'> {
  return blobs.replace(headName, documentText(value), etag);
}

const Raw = z.record(z.string(), z.unknown());

/** The same content again is no second record; another content under the same name is refused. */
function compared(text: string, document: RawRecord): Recorded {
  const known = Raw.safeParse(readJson(text));
  if (!known.success || contentHash(unsealed(known.data)) !== contentHash(unsealed(document))) {
    return { status: 'conflict' };
  }
  const integrity = Integrity.safeParse(known.data['integrity']);
  return integrity.success
    ? { status: 'known', hash: integrity.data.hash, sequence: integrity.data.sequence }
    : { status: 'known' };
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
