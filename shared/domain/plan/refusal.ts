import type { Blamed } from '../decide/blamed';
import type { Policy } from '../policy';
import type { ReleaseReading } from '../release';
import type { Seal } from '../release/chain';
import type { RollbackTerms } from './terms';

type Found = { blamed: Blamed; reading: ReleaseReading; seal: Seal };
type Rules = { policy: Policy['metadata']; terms: RollbackTerms };

/** Why the metadata of a release is no ground to write on; undefined when it is. */
export function refusalOf(
  { blamed: { release: id }, reading, seal }: Found,
  { policy, terms }: Rules,
): string | undefined {
  switch (reading.status) {
    case 'missing':
      return `there is no metadata of release ${id}`;
    case 'unreadable':
      return `the metadata of ${id} is no use: ${reading.reason}`;
    case 'read': {
      if (seal.status === 'broken') {
        return `the metadata of ${id} does not verify: ${seal.reason}`;
      }
      if (seal.status === 'unsealed' && policy.requireSealed) {
        return `the metadata of ${id} has no hash, and the policy requires one`;
      }
      const migrations = reading.release.irreversibleMigrations ?? [];
      return migrations.length > 0 && terms.acceptMigrations !== true
        ? `${id} made migrations that a rollback does not undo: ${migrations.join('; ')}`
        : undefined;
    }
  }
}
