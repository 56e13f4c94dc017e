import { z } from 'zod';
import { problemsIn } from '../../shared/domain/policy/problemsIn';
import { Failure, exits, reasonOf, wrongUse } from '../failure';
import type { Api } from './api';

type Place = { url: string; key: string | undefined; timeoutSeconds: number };
type Request = { method: 'GET' | 'POST' | 'PUT'; path: string; body?: unknown; accept: string };

/**
 * Speaks to the app at this address. Nothing is sent yet. A key goes along as a header, never over
 * a network that could read it, and never to where the app redirects.
 */
export function connect({ url, key, timeoutSeconds }: Place): Api {
  const base = baseOf(url);
  if (key !== undefined && base.protocol === 'http:' && !isLoopback(base.hostname)) {
    throw wrongUse(`a key is sent by https only, found ${base.origin}`);
  }
  const root = `${base.origin}${base.pathname.replace(/\/+$/, '').replace(/\/api$/, '')}`;

  const ask = async ({ method, path, body, accept }: Request): Promise<string> => {
    const what = `${method} ${root}${path}`;
    const response = await fetch(`${root}${path}`, {
      method,
      headers: {
        Accept: accept,
        ...(key === undefined ? {} : { 'x-functions-key': key }),
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutSeconds * 1000),
    }).catch((error: unknown) => {
      throw new Failure(exits.unreachable, `no answer from ${root}: ${why(error)}`, {
        cause: error,
      });
    });
    const text = await response.text().catch((error: unknown) => {
      throw new Failure(exits.unreachable, `${what}: the answer broke off: ${why(error)}`, {
        cause: error,
      });
    });
    if (!response.ok) {
      throw refusal(response.status, { text, what, hasKey: key !== undefined });
    }
    return text;
  };
  const json = async <T>(request: Omit<Request, 'accept'>, answer: z.ZodType<T>): Promise<T> =>
    checked(await ask({ ...request, accept: 'application/json' }), {
      answer,
      what: `${request.method} ${root}${request.path}`,
    });

  return {
    url: root,
    get: async (path, answer) => json({ method: 'GET', path }, answer),
    send: async (request, answer) => json(request, answer),
    text: async (path) => ask({ method: 'GET', path, accept: 'text/markdown, text/plain' }),
  };
}

function baseOf(url: string): URL {
  const base = URL.parse(url);
  if (!base || !/^https?:$/.test(base.protocol)) {
    throw wrongUse(`--url: found ${url}, expected an address such as http://localhost:7071`);
  }
  if (base.username !== '' || base.password !== '') {
    throw wrongUse('--url: found a name or password in it, expected the key in RIPCORD_KEY');
  }
  return base;
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || /^127(?:\.\d+){3}$/.test(host);
}

/** `fetch failed` says nothing; what is behind it does. */
function why(error: unknown): string {
  if (error instanceof DOMException && error.name === 'TimeoutError') {
    return 'it took too long (--timeout says how many seconds it may take)';
  }
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof Error ? innermost(cause) : reasonOf(error);
}

/** Of a host with several addresses, each has a reason of its own. */
function innermost(cause: Error): string {
  const [first]: unknown[] = cause instanceof AggregateError ? cause.errors : [];
  return (first instanceof Error ? first.message : cause.message) || cause.name;
}

const Refusal = z.object({ error: z.string() });

type Refused = { text: string; what: string; hasKey: boolean };

function refusal(status: number, { text, what, hasKey }: Refused): Failure {
  if (status === 401 || status === 403) {
    const found = hasKey ? 'it refuses the key' : 'it wants a key: --key, or RIPCORD_KEY';
    return new Failure(exits.finding, `${what}: ${status}, ${found}`);
  }
  const said = Refusal.safeParse(parsed(text)).data?.error;
  if (said === undefined || status >= 500) {
    const detail = said ?? (text.trim().slice(0, 200) || 'nothing');
    return new Failure(
      exits.unreachable,
      `${what}: ${status}, found ${detail}, expected an answer of Ripcord`,
    );
  }
  return new Failure(status === 400 ? exits.wrongUse : exits.finding, said);
}

function checked<T>(text: string, { answer, what }: { answer: z.ZodType<T>; what: string }): T {
  const reading = answer.safeParse(parsed(text), { reportInput: true });
  if (!reading.success) {
    const problems = problemsIn(reading.error).slice(0, 3).join('; ');
    throw new Failure(
      exits.unreachable,
      `${what}: the answer is not one that this version knows: ${problems}`,
    );
  }
  return reading.data;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
