import { waitFor } from '../../local/demo/waitFor';
import type { Platform } from './platform';
import { hasEnded, storedNow } from './storage';
import type { Stored } from './storage';

/** A rollback of this size has to have ended by then, whoever was killed. */
const longestSeconds = 120;

/** What is in storage once all that was begun has ended; throws, with how it stands, when it does not. */
export async function endOf({ cloud, broken }: Platform): Promise<Stored> {
  let last: Stored | undefined;
  const look = async (): Promise<Stored | undefined> => {
    last = await storedNow(cloud).catch(() => undefined);
    return last && hasEnded(last) ? last : undefined;
  };
  const ends = { seconds: longestSeconds, everyMs: 250, unless: broken };
  return waitFor('the end of the incident', look, ends).catch((error: unknown) => {
    throw new Error(`${String(error)}; ${standing(last)}`, { cause: error });
  });
}

function standing(stored: Stored | undefined): string {
  const incidents = stored?.incidents.map(({ id, status }) => `${id} ${status}`) ?? [];
  const claims = stored?.claims.map(({ release, status }) => `${release} ${status}`) ?? [];
  const open = [...(stored?.received ?? [])].filter((id) => !stored?.ended.has(id)).length;
  return `incidents: ${incidents.join(', ') || 'none'}; claims: ${claims.join(', ') || 'none'}; ${open} alerts open`;
}
