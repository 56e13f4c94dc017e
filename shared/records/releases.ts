import { readRelease } from '../domain/release';
import type { ReleaseReading } from '../domain/release';
import { inBatches } from '../domain/inBatches';
import type { Blobs, Releases } from '../ports';

/** Release metadata as the pipelines write it: `releases/<id>.json`. */
export function releasesIn(blobs: Blobs): Releases {
  return {
    read: (id) => readNamed(blobs, `releases/${id}.json`),

    all: async () => {
      const names = (await blobs.list('releases/')).filter((name) => name.endsWith('.json'));
      const readings = await inBatches(names, async (name) => ({
        name,
        reading: await readNamed(blobs, name),
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

async function readNamed(blobs: Blobs, name: string): Promise<ReleaseReading> {
  const blob = await blobs.read(name);
  return blob ? readRelease(blob.text) : { status: 'missing' };
}
