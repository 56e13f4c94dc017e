import { z } from 'zod';
import type { RegisteredFunction } from '../worker/types';
import { decodeSegment } from './decodeSegment';
import { respondEmpty, respondJson } from './exchange';
import type { Exchange } from './exchange';
import type { KeyRing, KeyScope } from './keyRing';
import { parseJson } from './parseJson';
import { readBody } from './readBody';
import { serveKeys } from './serveKeys';

const RunRequest = z.object({ input: z.string().default('') });

export type AdminOptions = {
  hostId: string;
  baseUrl: string;
  functions: readonly RegisteredFunction[];
  /** The URL of an HTTP function; undefined for others. */
  urlOf: (functionName: string) => string | undefined;
  /** Starts a function by hand, without waiting for it. */
  run: (functionName: string, input: string) => void;
  keys: KeyRing;
  /** Ends the app's process, for another one to take its place. */
  restart: () => void;
};

const hostScopes: Readonly<Record<string, KeyScope>> = {
  keys: { kind: 'functions' },
  functionkeys: { kind: 'functions' },
  systemkeys: { kind: 'system' },
};

/** Answers what lies under `/admin`; 404 for what it does not know. */
export async function serveAdmin(exchange: Exchange, options: AdminOptions): Promise<void> {
  const [area = '', ...rest] = exchange.url.pathname.split('/').filter(Boolean).slice(1);
  switch (area.toLowerCase()) {
    case 'host':
      return serveHost(exchange, options, rest);
    case 'functions':
      return serveFunctions(exchange, options, rest.map(decodeSegment));
    default:
      respondEmpty(exchange, 404);
  }
}

async function serveHost(
  exchange: Exchange,
  options: AdminOptions,
  [what = '', name, ...more]: readonly string[],
): Promise<void> {
  const scope = hostScopes[what.toLowerCase()];
  if (scope !== undefined && more.length === 0) {
    return serveKeys(exchange, options.keys, { scope, name });
  }
  switch (`${exchange.request.method} ${[what, name].join('/').toLowerCase()}`) {
    case 'GET status/':
      return respondJson(exchange, 200, hostStatus(options.hostId));
    case 'GET ping/':
    case 'POST ping/':
      return respondEmpty(exchange, 200);
    case 'POST restart/':
      options.restart();
      return respondEmpty(exchange, 200);
    case 'POST synctriggers/':
      return respondJson(exchange, 200, { status: 'success' });
    default:
      respondEmpty(exchange, 404);
  }
}

async function serveFunctions(
  exchange: Exchange,
  options: AdminOptions,
  [name, what, key, ...more]: readonly string[],
): Promise<void> {
  const { method } = exchange.request;
  if (name === undefined) {
    const all = options.functions.map((registered) => describe(registered, options));
    return method === 'GET' ? respondJson(exchange, 200, all) : respondEmpty(exchange, 405);
  }
  const registered = options.functions.find(
    (candidate) => candidate.name.toLowerCase() === name.toLowerCase(),
  );
  if (registered === undefined || more.length > 0) {
    return respondEmpty(exchange, 404);
  }
  switch (what?.toLowerCase()) {
    case undefined:
      return serveOne(exchange, options, registered);
    case 'status':
      // Those in error are not served at all.
      return respondJson(exchange, 200, { errors: [] });
    case 'keys': {
      const scope = { kind: 'function', name: registered.name } as const;
      return serveKeys(exchange, options.keys, { scope, name: key });
    }
    default:
      respondEmpty(exchange, 404);
  }
}

async function serveOne(
  exchange: Exchange,
  options: AdminOptions,
  registered: RegisteredFunction,
): Promise<void> {
  const { method } = exchange.request;
  if (method === 'POST') {
    return runByHand(exchange, options, registered.name);
  }
  return method === 'GET'
    ? respondJson(exchange, 200, describe(registered, options))
    : respondEmpty(exchange, 405);
}

async function runByHand(exchange: Exchange, options: AdminOptions, name: string): Promise<void> {
  const body = await readBody(exchange.request);
  const parsed = RunRequest.safeParse(parseJson(body?.toString() ?? ''));
  if (!parsed.success) {
    respondJson(exchange, 400, { message: 'Expected a JSON body such as {"input":"some text"}' });
    return;
  }
  options.run(name, parsed.data.input);
  respondEmpty(exchange, 202);
}

function hostStatus(id: string): unknown {
  return {
    id,
    state: 'Running',
    version: '4.1040.0',
    versionDetails: '4.1040.0',
    platformVersion: '',
    instanceId: id,
    computerName: '',
    processUptime: Math.round(process.uptime() * 1000),
    functionAppContentEditingState: 'NotAllowed',
  };
}

function describe({ name, bindings }: RegisteredFunction, options: AdminOptions): unknown {
  return {
    name,
    language: 'node',
    isDisabled: false,
    href: `${options.baseUrl}/admin/functions/${name}`,
    invoke_url_template: options.urlOf(name) ?? '',
    config: {
      name,
      bindings: Object.entries(bindings).map(([key, binding]) => ({ ...binding, name: key })),
    },
  };
}
