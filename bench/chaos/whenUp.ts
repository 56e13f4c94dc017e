import { waitFor } from '../../local/demo/waitFor';
import type { Platform } from './platform';

/** Asks a cloud that may have been killed a moment ago, until it answers. */
export async function whenUp<T>({ broken }: Platform, ask: () => Promise<T>): Promise<T> {
  let trouble: unknown;
  const tryIt = async (): Promise<T | undefined> =>
    ask().catch((error: unknown) => {
      trouble = error;
      return undefined;
    });
  return waitFor('an answer of the cloud', tryIt, { seconds: 30, unless: broken }).catch(
    (error: unknown) => {
      throw new Error(`${String(error)}: ${String(trouble)}`, { cause: error });
    },
  );
}
