import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { readFaultPlan } from '../faults/faultPlan';
import type { FaultPlan } from '../faults/faultPlan';

/** What a command line asks for. */
export type Command =
  { kind: 'help' } | { kind: 'version' } | { kind: 'start'; start: StartArguments };

/** What the command line says about a start; undefined is left to the app's settings. */
export type StartArguments = {
  appDir: string;
  port: number | undefined;
  stateDir: string;
  enableAuth: boolean;
  verbose: boolean;
  corsOrigins: readonly string[] | undefined;
  corsCredentials: boolean | undefined;
  /** The only functions to load; undefined for all. */
  functions: readonly string[] | undefined;
  /** Arguments for the Node.js that runs the app. */
  nodeFlags: readonly string[];
  /** What is to go wrong on purpose. */
  faults: FaultPlan;
};

export const usage = `Usage: ripcord-host start [options]

Runs the Azure Functions app in the current directory, as "func start" of the
Azure Functions Core Tools does.

  -p, --port N            listen on port N; 0 for any that is free (7071)
      --cors ORIGINS      let pages of these origins call, separated by commas
      --cors-credentials  let them send cookies and authorization headers
      --enableAuth        ask for the keys that the functions' authLevel demands
      --functions A B …   load these functions only
      --script-root DIR   the app's directory (the current one)
      --state DIR         where orchestrations, timers and keys are kept
                          (.local/host in the app's directory)
      --verbose           log debug messages too
      --language-worker -- ARGS
                          start the app's Node.js with these arguments
      --faults LIST       let functions meet faults, for tests:
                          repeat-activity=N  repeat-message=N
                          crash-before-activity=N  crash-after-activity=N
                          kill-before-commit=N  kill-after-commit=N
                          slow-store=MILLISECONDS
      --version           show the version
      --help              show this
`;

const options = {
  port: { type: 'string', short: 'p' },
  cors: { type: 'string' },
  'cors-credentials': { type: 'boolean' },
  'enable-auth': { type: 'boolean', default: false },
  functions: { type: 'string', multiple: true },
  app: { type: 'string', default: '.' },
  state: { type: 'string' },
  verbose: { type: 'boolean', default: false },
  'language-worker': { type: 'boolean' },
  faults: { type: 'string' },
  // A host that builds nothing and never waits for a debugger does as these say anyway.
  'no-build': { type: 'boolean' },
  timeout: { type: 'string', short: 't' },
  version: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** Other spellings of the same, most of them of Core Tools. */
const spellings: Readonly<Record<string, string>> = {
  '--enableAuth': '--enable-auth',
  '--enableauth': '--enable-auth',
  '--script-root': '--app',
  '--prefix': '--app',
  '--corsCredentials': '--cors-credentials',
};

/** Reads a command line. Throws with what is wrong with it and how it should be. */
export function readCommand(args: readonly string[], currentDir: string): Command {
  const { own, afterDashes } = splitAtDashes(args);
  const { values, tokens } = parse(own);
  const { command, functions } = sortPositionals(tokens);
  const isAskedFor = (flag: 'help' | 'version'): boolean =>
    values[flag] === true || command.join(' ') === flag;
  if (isAskedFor('help')) {
    return { kind: 'help' };
  }
  if (isAskedFor('version')) {
    return { kind: 'version' };
  }
  if (!['start', 'host start'].includes(command.join(' '))) {
    throw new Error(`Expected the command "start", found "${command.join(' ')}"\n\n${usage}`);
  }
  const appDir = resolve(currentDir, values.app);
  return {
    kind: 'start',
    start: {
      appDir,
      port: values.port === undefined ? undefined : readPort(values.port),
      stateDir: resolve(currentDir, values.state ?? join(appDir, '.local', 'host')),
      enableAuth: values['enable-auth'],
      verbose: values.verbose,
      corsOrigins: values.cors?.split(',').map((origin) => origin.trim()),
      corsCredentials: values['cors-credentials'],
      functions: values.functions === undefined ? undefined : functions,
      nodeFlags: values['language-worker'] === true ? afterDashes : [],
      faults: values.faults === undefined ? {} : readFaultPlan(values.faults),
    },
  };
}

/** Only `--language-worker --` gives the dashes a meaning: what follows is not for us. */
function splitAtDashes(args: readonly string[]): { own: string[]; afterDashes: string[] } {
  const at = args.indexOf('--');
  const own = at < 0 ? args : args.slice(0, at);
  const afterDashes = at < 0 ? [] : args.slice(at + 1).flatMap((text) => text.split(/\s+/));
  return { own: own.map(respell), afterDashes: afterDashes.filter(Boolean) };
}

function respell(argument: string): string {
  const [name = '', ...value] = argument.split('=');
  return [spellings[name] ?? name, ...value].join('=');
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], allowPositionals: true, tokens: true, options });
  } catch (error) {
    const { message } = error instanceof Error ? error : new Error(String(error));
    throw new Error(`${message}\n\n${usage}`, { cause: error });
  }
}

type Token = ReturnType<typeof parse>['tokens'][number];

/** Words that follow `--functions A` are functions too, up to the next option. */
function sortPositionals(tokens: readonly Token[]): { command: string[]; functions: string[] } {
  const command: string[] = [];
  const functions: string[] = [];
  let words = command;
  for (const token of tokens) {
    if (token.kind === 'option') {
      words = token.name === 'functions' ? functions : command;
    }
    const isFunction = token.kind === 'option' && token.name === 'functions';
    if (token.kind === 'positional' || isFunction) {
      words.push(...(token.value ?? '').split(/[\s,]+/).filter(Boolean));
    }
  }
  return { command, functions };
}

function readPort(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535) {
    throw new Error(`--port is "${text}", expected a number from 0 to 65535`);
  }
  return port;
}
