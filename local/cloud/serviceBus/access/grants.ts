import { keyOf } from '../entityPath';
import { unauthorized } from '../serviceBusError';
import type { Grant } from './access';
import type { Claim } from './sharedAccessSignature';

/** What a connection was allowed so far. */
export class Grants {
  readonly #grants = new Map<string, Grant>();

  /** A later token for the same path takes the place of an earlier one. */
  add(grant: Grant): void {
    this.#grants.set(grant.path, grant);
  }

  /** Throws `amqp:unauthorized-access` unless one of the claims was granted on the entity and still holds. */
  require(claims: readonly Claim[], path: string, now: number): void {
    const key = keyOf(path);
    const isAllowed = [...this.#grants.values()].some(
      (grant) =>
        (grant.path === '' || `${key}/`.startsWith(`${grant.path}/`)) &&
        grant.expiresAt > now &&
        grant.claims.some((claim) => claims.includes(claim)),
    );
    if (!isAllowed) {
      throw unauthorized(
        `'${claims.join("' or '")}' claim(s) are required to perform this operation. Resource: '${path}'.`,
      );
    }
  }
}
