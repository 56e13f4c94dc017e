import { z } from 'zod';
import type { TokenSource } from './durable/engine/tokenSource';
import type { AppSettings } from './settings/appSettings';

const TokenAnswer = z.object({ access_token: z.string().min(1) });

/**
 * Tokens as App Service's managed identity endpoint gives them, if the settings `IDENTITY_ENDPOINT`
 * and `IDENTITY_HEADER` name one; else of whoever is signed in on this machine.
 */
export function createTokenSource(settings: AppSettings): TokenSource {
  return async (resource) => {
    const endpoint = settings.get('IDENTITY_ENDPOINT');
    return endpoint === undefined
      ? tokenOfTheMachine(resource)
      : tokenFrom(new URL(endpoint), { resource, settings });
  };
}

async function tokenFrom(
  endpoint: URL,
  { resource, settings }: { resource: string; settings: AppSettings },
): Promise<string> {
  endpoint.searchParams.set('api-version', '2019-08-01');
  endpoint.searchParams.set('resource', resource.replace(/\/\.default$/, ''));
  const clientId = settings.get('AZURE_CLIENT_ID');
  if (clientId !== undefined) {
    endpoint.searchParams.set('client_id', clientId);
  }
  const answer = await fetch(endpoint, {
    headers: { 'x-identity-header': settings.get('IDENTITY_HEADER') ?? '' },
  });
  if (!answer.ok) {
    const text = await answer.text();
    throw new Error(`The identity endpoint has no token for ${resource}: ${answer.status} ${text}`);
  }
  return TokenAnswer.parse(await answer.json()).access_token;
}

async function tokenOfTheMachine(resource: string): Promise<string> {
  const { DefaultAzureCredential } = await import('@azure/identity');
  const scope = resource.endsWith('/.default') ? resource : `${resource}/.default`;
  const { token } = await new DefaultAzureCredential().getToken(scope);
  return token;
}
