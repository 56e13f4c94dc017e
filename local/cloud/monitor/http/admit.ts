import type { IncomingMessage } from 'node:http';
import type { Authenticate, Principal } from '../../identity/principal';
import { errorReply } from './reply';
import type { Reply } from './reply';

export type Admission = { ok: true; principal: Principal } | { ok: false; reply: Reply };

/** What a caller needs: a token for the audience, and one of the roles. */
export type Requirement = {
  readonly audience: string;
  readonly roles: readonly string[];
  /** The answer to somebody known who has none of the roles. */
  readonly forbidden: { readonly code: string; readonly message: string };
};

/** Lets a request in, or says why not: 401 to the unknown, 403 to those without a role. */
export function admit(
  { headers }: IncomingMessage,
  authenticate: Authenticate,
  { audience, roles, forbidden }: Requirement,
): Admission {
  const authentication = authenticate(headers.authorization, audience);
  if (!authentication.ok) {
    const { code, message } = authentication;
    return {
      ok: false,
      reply: {
        ...errorReply(401, { code, message }),
        headers: { 'www-authenticate': 'Bearer' },
      },
    };
  }
  const { principal } = authentication;
  return principal.roles.some((role) => roles.includes(role))
    ? { ok: true, principal }
    : { ok: false, reply: errorReply(403, forbidden) };
}
