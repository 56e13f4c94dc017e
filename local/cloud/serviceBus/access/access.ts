import type { Authenticate } from '../../identity/principal';
import type { AuthorizationRule } from '../config/queueProperties';
import { keyOf } from '../entityPath';
import { unauthorized } from '../serviceBusError';
import { checkSharedAccessSignature } from './sharedAccessSignature';
import type { Claim, SharedAccessKey } from './sharedAccessSignature';

/** What a token allows: the claims on an entity, and on all that lies below its path. */
export type Grant = {
  /** As `keyOf` writes it; '' for the whole namespace. */
  path: string;
  claims: readonly Claim[];
  /** Milliseconds since 1970. */
  expiresAt: number;
};

export type Token = { type: string; text: string };

export type AccessOptions = {
  /** The keys of the whole namespace. */
  keys: readonly SharedAccessKey[];
  /** Checks the tokens of Entra ID; without it nobody can come with one. */
  authenticate?: Authenticate | undefined;
  /** The authorization rules of an entity, which have keys of their own. */
  rulesOf(path: string): readonly AuthorizationRule[];
};

export const SAS_TOKEN = 'servicebus.windows.net:sastoken';
export const JWT = 'jwt';

const AUDIENCE = 'https://servicebus.azure.net';
const ALL: readonly Claim[] = ['Manage', 'Send', 'Listen'];
const ROLES = new Map<string, readonly Claim[]>([
  ['Azure Service Bus Data Owner', ALL],
  ['Azure Service Bus Data Sender', ['Send']],
  ['Azure Service Bus Data Receiver', ['Listen']],
]);
/** A token of Entra ID was checked when it came, and is good for the link that follows. */
const JWT_LIFETIME_MS = 3_600_000;

/** Who may use the namespace. */
export class Access {
  readonly #options: AccessOptions;

  constructor(options: AccessOptions) {
    this.#options = options;
  }

  isSharedAccessKey(name: string, key: string): boolean {
    return this.#options.keys.some((known) => known.name === name && known.key === key);
  }

  /** What a token allows on an audience, such as `sb://localhost:5672/orders`. Throws `amqp:unauthorized-access`. */
  grantOf({ type, text }: Token, audience: string, now: number): Grant {
    const path = keyOf(pathOfAudience(audience));
    if (type === SAS_TOKEN) {
      const keys = [...this.#options.keys, ...this.#keysOf(path)];
      return { path, ...checkSharedAccessSignature(text, audience, { keys, now }) };
    }
    if (type === JWT && this.#options.authenticate !== undefined) {
      const claims = claimsOf(text, this.#options.authenticate);
      return { path, claims, expiresAt: now + JWT_LIFETIME_MS };
    }
    throw unauthorized(`Found a token of the type '${type}', expected ${SAS_TOKEN}.`);
  }

  #keysOf(path: string): SharedAccessKey[] {
    return this.#options.rulesOf(path).flatMap(({ keyName: name, rights, ...rule }) => {
      const claims = ALL.filter((claim) => rights.includes(claim));
      const keys = [rule.primaryKey, rule.secondaryKey].filter((key) => key !== undefined);
      return keys.map((key) => ({ name, key, claims }));
    });
  }
}

/** The path of an entity in the URL of its audience, without `/$management`. */
export function pathOfAudience(audience: string): string {
  return audience
    .replace(/^[a-z]+:\/\/[^/]*\/?/i, '')
    .replace(/\?.*$/, '')
    .replace(/\/\$management$/i, '');
}

function claimsOf(token: string, authenticate: Authenticate): readonly Claim[] {
  const authentication = authenticate(`Bearer ${token}`, AUDIENCE);
  if (!authentication.ok) {
    throw unauthorized(authentication.message);
  }
  const { roles, name } = authentication.principal;
  const claims = roles.flatMap((role) => ROLES.get(role) ?? []);
  if (claims.length === 0) {
    throw unauthorized(
      `'${name}' has none of the roles ${[...ROLES.keys()].join(', ')}, and one was expected.`,
    );
  }
  return claims;
}
