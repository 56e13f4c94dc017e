import { refusalOf } from '../plan/refusal';
import { passed, refused } from './question';
import type { Guard } from './question';

/** Nothing is written on the word of metadata that somebody may have changed, since the plan too. */
export const metadata: Guard = ({ blamed, accused, policy }) => {
  const reasons = blamed.flatMap((one) => {
    const found = accused.find(({ release }) => release === one.release);
    return found
      ? (refusalOf(
          { blamed: one, reading: found.reading, seal: found.seal },
          // Migrations have a guard of their own.
          { policy: policy.metadata, terms: { acceptMigrations: true } },
        ) ?? [])
      : `the metadata of ${one.release} was not read`;
  });
  return reasons.length === 0
    ? passed('the metadata of every release verifies, as far as it is sealed')
    : refused(reasons.join('; '));
};
