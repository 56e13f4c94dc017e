import { z } from 'zod';
import type { RegisteredFunction } from '../worker/types';
import { respondEmpty, respondJson } from './exchange';
import type { Exchange } from './exchange';
import { readBody } from './readBody';

const RunRequest = z.object({ input: z.string().default('') });

export type AdminOptions = {
  hostId: string;
  baseUrl: string;
  functions: readonly RegisteredFunction[];
  /** The URL of an HTTP function; undefined for others. */
  urlOf: (functionName: string) => string | undefined;
  /** Starts a function by hand, without waiting for it. False: this one cannot be. */
  run: (functionName: string, input: string) => boolean;
};

/** Answers what lies under `/admin`; 404 for what it does not know. */
export async function serveAdmin(exchange: Exchange, options: AdminOptions): Promise<void> {
  const { request, url } = exchange;
  const [area = '', name = '', ...rest] = url.pathname.split('/').filter(Boolean).slice(1);
  const what = `${request.method} ${[area, name].join('/').toLowerCase()}`;
  if (what === 'GET host/status') {
    respondJson(exchange, 200, hostStatus(options.hostId));
  } else if (what === 'GET host/ping' || what === 'POST host/ping') {
    respondEmpty(exchange, 200);
  } else if (area.toLowerCase() === 'functions' && rest.length === 0) {
    await serveFunctions(exchange, options, decodeURIComponent(name));
  } else {
    respondEmpty(exchange, 404);
  }
}

async function serveFunctions(
  exchange: Exchange,
  options: AdminOptions,
  name: string,
): Promise<void> {
  const isGet = exchange.request.method === 'GET';
  if (name === '' && isGet) {
    const all = options.functions.map((registered) => describe(registered, options));
    respondJson(exchange, 200, all);
    return;
  }
  const registered = options.functions.find(
    (candidate) => candidate.name.toLowerCase() === name.toLowerCase(),
  );
  if (registered === undefined) {
    respondEmpty(exchange, 404);
  } else if (isGet) {
    respondJson(exchange, 200, describe(registered, options));
  } else if (exchange.request.method === 'POST') {
    await runByHand(exchange, options, registered.name);
  } else {
    respondEmpty(exchange, 405);
  }
}

async function runByHand(exchange: Exchange, options: AdminOptions, name: string): Promise<void> {
  const body = await readBody(exchange.request);
  const parsed = RunRequest.safeParse(parseJson(body?.toString() ?? ''));
  if (!parsed.success) {
    respondJson(exchange, 400, { message: 'Expected a JSON body such as {"input":"some text"}' });
  } else if (options.run(name, parsed.data.input)) {
    respondEmpty(exchange, 202);
  } else {
    const message = `The function ${name} cannot be started by hand: call it by its own trigger`;
    respondJson(exchange, 400, { message });
  }
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

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
