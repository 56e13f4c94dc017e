import { readRelease } from '../domain/release';
import type { ReleaseReading } from '../domain/release';
import { ChainHead, emptyHead, sealOf, verifyChain } from '../domain/release/chain';
import type { StoredRecord } from '../domain/release/chain';
import { inBatches } from '../domain/inBatches';
import type { Blobs, Releases } from '../ports';
import { readDocument } from './document';
import { headName, recordName, recordRelease } from './recordRelease';

/** Release metadata as the pipelines write it: `releases/<id>.json`, anchored in `releases/head.json`. */
export function releasesIn(blobs: Blobs): Releases {
  return {
    read: async (id) => readingOf((await blobs.read(recordName(id)))?.text),

    examine: async (id) => {
      // The record first: one that is added meanwhile is in the head by then.
      const text = (await blobs.read(recordName(id)))?.text;
      const reading = readingOf(text);
      return text === undefined
        ? { reading, seal: { status: 'unsealed' } }
        : { reading, seal: sealOf({ release: id, text }, await headIn(blobs)) };
    },

    record: (document) => recordRelease(blobs, document),

    verify: async () => {
      const records = await allIn(blobs);
      return verifyChain(records, await headIn(blobs));
    },

    all: async () => {
      const readings = (await allIn(blobs)).map(({ release, text }) => ({
        name: recordName(release),
        reading: readRelease(text),
      }));
      return {
        read: readings.flatMap(({ reading }) =>
          reading.status === 'read' ? [reading.release] : [],
        ),
        unreadable: readings.flatMap(({ name, reading }) =>
          reading.status === 'unreadable' ? [name] : [],
        ),
      };
    },
  };
}

function readingOf(text: string | undefined): ReleaseReading {
  return text === undefined ? { status: 'missing' } : readRelease(text);
}

async function headIn(blobs: Blobs): Promise<ChainHead> {
  return (await readDocument(blobs, headName, ChainHead))?.value ?? emptyHead;
}

async function allIn(blobs: Blobs): Promise<StoredRecord[]> {
  const names = (await blobs.list('releases/')).filter(
    (name) => name.endsWith('.json') && name !== headName,
  );
  const records = await inBatches(names, async (name) => {
    const blob = await blobs.read(name);
    const release = name.slice('releases/'.length, -'.json'.length);
    return blob ? [{ release, text: blob.text }] : [];
  });
  return records.flat();
}
