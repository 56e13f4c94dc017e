import { z } from 'zod';
import { problemsIn } from '../../shared/domain/policy/problemsIn';
import { Failure, exits, reasonOf, wrongUse } from '../failure';
import type { Api } from './api';

type Place = { url: string; key: string | undefined; timeoutSeconds: number };
type Request = { method: 'GET' | 'POST' | 'PUT'; path: string; body?: unknown };

/** Nothing but Markdown comes as text. */
const anyText = 'text/markdown, text/plain';

/**
 * Speaks to the app at this address. Nothing is sent yet. A key goes along as a header, never over
 * a network that could read it, and never to where the app redirects.
 */
export function connect(place: Place): Api {
  const root = rootOf(place);
  const json = async <T>(request: Request, answer: z.ZodType<T>): Promise<T> =>
    checked(await ask(request, { ...place, root, accept: 'application/json' }), {
      answer,
      what: `${request.method} ${root}${request.path}`,
    });
  return {
    url: root,
    get: async (path, answer) => json({ method: 'GET', path }, answer),
    send: async (request, answer) => json(request, answer),
    text: async (path) => ask({ method: 'GET', path }, { ...place, root, accept: anyText }),
  };
}

type Way = Omit<Place, 'url'> & { root: string; accept: string };

/** The text of an answer; whatever is no answer, or a refusal, is thrown. */
async function ask(request: Request, way: Way): Promise<string> {
  const { root, key } = way;
  const what = `${request.method} ${root}${request.path}`;
  const response = await fetched(request, way).catch((error: unknown) => {
    throw unreachable(`no answer from ${root}: ${why(error)}`, error);
  });
  const text = await response.text().catch((error: unknown) => {
    throw unreachable(`${what}: the answer broke off: ${why(error)}`, error);
  });
  if (!response.ok) {
    throw refusal(response.status, { text, what, hasKey: key !== undefined });
  }
  return text;
}

async function fetched({ method, path, body }: Request, way: Way): Promise<Response> {
  const { root, key, accept, timeoutSeconds } = way;
  return fetch(`${root}${path}`, {
    method,
    headers: {
      Accept: accept,
      ...(key === undefined ? {} : { 'x-functions-key': key }),
      ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    redirect: 'manual',
    signal: AbortSignal.timeout(timeoutSeconds * 1000),
  });
}

function unreachable(message: string, cause?: unknown): Failure {
  return new Failure(exits.unreachable, message, { cause });
}

/** Where the app is, with or without its `/api`. */
function rootOf({ url, key }: Place): string {
  const base = baseOf(url);
  if (key !== undefined && base.protocol === 'http:' && !isLoopback(base.hostname)) {
    throw wrongUse(`--url: found ${base.origin}, expected https where a key is sent`);
  }
  return `${base.origin}${base.pathname.replace(/\/+$/, '').replace(/\/api$/, '')}`;
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

const Late = z.object({ name: z.literal('TimeoutError') });
const Told = z.object({ message: z.string().min(1) });
/** Of a host with several addresses, each has a reason of its own. */
const Behind = z.object({ cause: z.union([z.object({ errors: z.array(Told).min(1) }), Told]) });

/** `fetch failed` says nothing; what is behind it does. */
function why(error: unknown): string {
  if (Late.safeParse(error).success) {
    return 'it took too long (--timeout says how many seconds it may take)';
  }
  const behind = Behind.safeParse(error).data?.cause;
  const told = behind && 'errors' in behind ? behind.errors[0] : behind;
  return told?.message ?? reasonOf(error);
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
    return unreachable(`${what}: ${status}, found ${detail}, expected an answer of Ripcord`);
  }
  return new Failure(status === 400 ? exits.wrongUse : exits.finding, said);
}

function checked<T>(text: string, { answer, what }: { answer: z.ZodType<T>; what: string }): T {
  const reading = answer.safeParse(parsed(text), { reportInput: true });
  if (!reading.success) {
    const problems = problemsIn(reading.error).slice(0, 3).join('; ');
    throw unreachable(`${what}: the answer is not one that this version knows: ${problems}`);
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
