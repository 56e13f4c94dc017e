import { Quarantine, withLifted, withQuarantined } from '../domain/quarantine';
import type { Blobs, QuarantineRecords } from '../ports';
import { readDocument } from './document';
import { edited } from './edited';

const name = 'quarantine.json';
const empty: Quarantine = { entries: [] };

/** The versions that must not come back, in one record: `quarantine.json`. */
export function quarantineIn(blobs: Blobs): QuarantineRecords {
  const edit = async (change: (quarantine: Quarantine) => Quarantine): Promise<void> => {
    await edited(blobs, name, { schema: Quarantine, empty, change });
  };
  return {
    read: async () => (await readDocument(blobs, name, Quarantine))?.value ?? empty,
    add: (entries) => edit((quarantine) => withQuarantined(quarantine, entries)),
    lift: (asset, lifted) => edit((quarantine) => withLifted(quarantine, { asset, lifted })),
  };
}
