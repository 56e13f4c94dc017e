import type { TokenCredential } from '@azure/identity';
import { z } from 'zod';

const Token = z.object({ access_token: z.string(), expires_on: z.coerce.number() });

/**
 * One of the story's identities. The SDK's own credentials read one identity from the
 * environment of the process; this process plays several.
 */
export function credentialOf(identity: { endpoint: string; secret: string }): TokenCredential {
  return {
    getToken: async (scopes) => {
      const [scope = ''] = Array.isArray(scopes) ? scopes : [scopes];
      const resource = scope.replace(/\/\.default$/, '');
      const query = new URLSearchParams({ 'api-version': '2019-08-01', resource });
      const response = await fetch(`${identity.endpoint}?${query.toString()}`, {
        headers: { 'X-IDENTITY-HEADER': identity.secret },
      });
      if (!response.ok) {
        throw new Error(`no token for ${resource}: HTTP ${response.status}`);
      }
      const token = Token.parse(await response.json());
      return { token: token.access_token, expiresOnTimestamp: token.expires_on * 1000 };
    },
  };
}
