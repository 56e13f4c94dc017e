import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import tls from 'node:tls';
import type { TokenCredential } from '@azure/identity';
import { createAuthenticate } from '../../local/cloud/identity/createAuthenticate';
import { issueToken } from '../../local/cloud/identity/issueToken';
import type { Authenticate } from '../../local/cloud/identity/principal';
import { ensureSigningKey } from '../../local/cloud/identity/signingKey';
import { ensureCertificates } from '../../local/cloud/tls/ensureCertificates';
import type { Certificates } from '../../local/cloud/tls/ensureCertificates';

const tenantId = '99999999-8888-7777-6666-555555555555';

/** What simulated services and the clients of a test share: an authority, a tenant, a directory. */
export type Trust = {
  directory: string;
  certificates: Certificates;
  authenticate: Authenticate;
  /** A credential of an app that has these roles. */
  credential(...roles: string[]): TokenCredential;
  /** Removes the directory; trust in the authority ends. */
  close(): Promise<void>;
};

/** Lets this process trust an authority of its own, and makes a tenant that issues tokens. */
export async function establishTrust(): Promise<Trust> {
  const directory = await mkdtemp(path.join(os.tmpdir(), 'ripcord-'));
  const certificates = await ensureCertificates(path.join(directory, 'tls'));
  const trusted = tls.getCACertificates('default');
  tls.setDefaultCACertificates([...trusted, certificates.ca]);
  const signingKey = await ensureSigningKey(path.join(directory, 'identity'));
  return {
    directory,
    certificates,
    authenticate: createAuthenticate({ tenantId, signingKey }),
    credential: (...roles) => ({
      getToken: async (scopes) => {
        const [scope = ''] = [scopes].flat();
        const identity = { name: 'app', roles, objectId: 'oid', clientId: 'cid', secret: '' };
        const resource = scope.replace(/\/\.default$/, '');
        const issued = issueToken(
          { tenantId, signingKey },
          { identity, resource, now: Date.now() },
        );
        return { token: issued.accessToken, expiresOnTimestamp: issued.expiresOn * 1000 };
      },
    }),
    close: async () => {
      tls.setDefaultCACertificates(trusted);
      await rm(directory, { recursive: true });
    },
  };
}
