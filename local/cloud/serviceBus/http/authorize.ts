import { JWT, SAS_TOKEN } from '../access/access';
import type { Broker } from '../broker';
import { unauthorized } from '../serviceBusError';

/** Throws `amqp:unauthorized-access` unless the header has a token that allows to manage what the URL names. */
export function authorize(authorization: string | undefined, url: URL, broker: Broker): void {
  const { access } = broker;
  if (authorization === undefined || authorization === '') {
    throw unauthorized('The token is missing: expected the header Authorization.');
  }
  const bearer = /^Bearer +(\S+)$/i.exec(authorization)?.[1];
  const token =
    bearer === undefined ? { type: SAS_TOKEN, text: authorization } : { type: JWT, text: bearer };
  const { claims } = access.grantOf(token, url.href, broker.now());
  if (!claims.includes('Manage')) {
    throw unauthorized(
      `'Manage' claim is required to perform this operation on '${url.pathname}'.`,
    );
  }
}
