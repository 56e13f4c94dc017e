import { randomUUID } from 'node:crypto';
import http from 'node:http';
import { closeServer } from '../control/closeServer';
import { HOST, listen } from '../control/listen';
import { urlOf } from '../control/urlOf';
import { answerTokenRequest } from './answerTokenRequest';
import { createAuthenticate } from './createAuthenticate';
import { ensureIdentities } from './identities';
import type { Identity, IdentityDeclaration } from './identities';
import type { Authenticate } from './principal';
import { ensureSigningKey } from './signingKey';

export type IdentityOptions = {
  /** 0 for any free port. */
  port: number;
  tenantId: string;
  identities: readonly IdentityDeclaration[];
  /** Keeps the signing key and the identities' ids and secrets. */
  stateDirectory: string;
  log: (line: string) => void;
  /** Milliseconds since 1970. */
  now?: () => number;
};

export type IdentityService = {
  port: number;
  /** What an app finds in `IDENTITY_ENDPOINT`. */
  endpoint: string;
  identities: readonly Identity[];
  authenticate: Authenticate;
  close(): Promise<void>;
};

/** Starts App Service's managed identity endpoint, and with it the tenant that issues the tokens. */
export async function startIdentity(options: IdentityOptions): Promise<IdentityService> {
  const { tenantId, stateDirectory, log, now = Date.now } = options;
  const signingKey = await ensureSigningKey(stateDirectory);
  const identities = await ensureIdentities(stateDirectory, options.identities);
  const issuer = { tenantId, signingKey };

  const server = http.createServer((request, response) => {
    const { pathname, searchParams } = urlOf(request);
    const secret = request.headers['x-identity-header'];
    const answer = answerTokenRequest(
      {
        method: request.method,
        pathname,
        query: searchParams,
        secret: Array.isArray(secret) ? secret[0] : secret,
        now: now(),
      },
      { issuer, identities },
    );
    if (answer.status !== 200) {
      log(`refused a token request: ${answer.message}`);
    }
    response.writeHead(answer.status, { 'Content-Type': 'application/json' });
    response.end(JSON.stringify(answer.status === 200 ? answer.body : asError(answer)));
  });

  const port = await listen(server, options.port, 'identity');
  return {
    port,
    endpoint: `http://${HOST}:${port}/msi/token`,
    identities,
    authenticate: createAuthenticate({ tenantId, signingKey, now }),
    close: () => closeServer(server),
  };
}

function asError({ status, message }: { status: number; message: string }) {
  return { statusCode: status, message, correlationId: randomUUID() };
}
