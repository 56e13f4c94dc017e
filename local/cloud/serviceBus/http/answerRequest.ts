import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { administer } from '../administration/administer';
import { unauthorized } from '../administration/administrationError';
import { errorDocument } from '../administration/atom';
import type { AdministrationResponse } from '../administration/exchange';
import { asServiceBusError } from '../asServiceBusError';
import type { Broker } from '../broker';
import { ServiceBusError } from '../serviceBusError';
import { answerHealth } from './answerHealth';
import { authorize } from './authorize';

/** The longest description that is read. */
const MAX_BODY_BYTES = 1_048_576;

const TOO_LARGE: AdministrationResponse = {
  status: 413,
  body: errorDocument(413, `The body was expected to be at most ${MAX_BODY_BYTES} bytes.`),
};

/**
 * Answers HTTP: `GET /health` as Microsoft's emulator does, and the administration API for all
 * else, to those who bring a token that allows to manage.
 */
export function answerRequests(broker: Broker, isHealthy: () => boolean): RequestListener {
  return (request, response) => {
    if (new URL(request.url ?? '/', 'http://localhost').pathname === '/health') {
      answerHealth(request, response, isHealthy());
      return;
    }
    answer(request, broker)
      .catch((error: unknown) => failure(error, broker))
      .then((given) => broker.whenDurable(() => send(response, given)))
      .catch((error: unknown) => broker.log(String(error)));
  };
}

async function answer(request: IncomingMessage, broker: Broker): Promise<AdministrationResponse> {
  const body = await read(request);
  if (body === undefined) {
    return TOO_LARGE;
  }
  const url = urlOf(request);
  try {
    authorize(request.headers.authorization, url, broker);
  } catch (error) {
    if (!(error instanceof ServiceBusError)) {
      throw error;
    }
    const { status, message } = unauthorized(40_103, error.message);
    return { status, body: errorDocument(status, message) };
  }
  const ifMatch = request.headers['if-match'];
  return administer({ method: request.method ?? 'GET', url, ifMatch, body, broker });
}

function failure(error: unknown, broker: Broker): AdministrationResponse {
  const { message } = asServiceBusError(error, broker.log);
  return { status: 500, body: errorDocument(500, message) };
}

function urlOf({ headers, socket, url = '/' }: IncomingMessage): URL {
  const scheme = 'encrypted' in socket ? 'https' : 'http';
  const origin = `${scheme}://${headers.host ?? 'localhost'}`;
  return URL.parse(url, origin) ?? new URL(origin);
}

/** Undefined for one that is too long, of which no more is read. */
async function read(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > MAX_BODY_BYTES) {
      return undefined;
    }
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function send(response: ServerResponse, { status, body, etag }: AdministrationResponse): void {
  const type = status < 300 ? 'application/atom+xml;type=entry;charset=utf-8' : 'application/xml';
  response.writeHead(status, {
    'content-type': body.includes('<feed') ? 'application/atom+xml;type=feed;charset=utf-8' : type,
    'content-length': Buffer.byteLength(body),
    ...(etag === undefined ? {} : { etag }),
  });
  response.end(body);
}
