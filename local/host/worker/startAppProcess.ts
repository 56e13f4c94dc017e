import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import type { Log, LogLevel } from '../log';
import { areFromApp } from './messages';
import type { FromApp, ToApp } from './messages';
import { createOutbox } from './outbox';
import type { Outbox } from './outbox';
import { WorkerLost } from './types';
import type { InvocationResult, RegisteredFunction, Worker } from './types';

export type AppProcessOptions = {
  /** The directory of the app's package.json; the process runs there. */
  appDir: string;
  env: NodeJS.ProcessEnv;
  nodeFlags: readonly string[];
  log: Log;
};

/** One process that runs the app, from its start to its end. */
export type AppProcess = Worker & {
  readonly pid: number | undefined;
  /** Where HTTP requests go in stream mode; undefined in plain mode. */
  readonly httpUri: string | undefined;
  /** False once no invocation can reach the process any more, which is before its exit is known. */
  isReachable(): boolean;
  /** Settles when the process is gone, with the words for how it went. */
  readonly exited: Promise<string>;
  /** Lets the app's terminate hooks run; kills the process if they take longer than `withinMs`. */
  stop(withinMs: number): Promise<void>;
  kill(): void;
};

type Waiting = { resolve: (result: InvocationResult) => void; reject: (error: WorkerLost) => void };

/** Starts the app. Rejects with the app's own words when it fails to load. */
export async function startAppProcess(options: AppProcessOptions): Promise<AppProcess> {
  const child = fork(join(__dirname, 'child.js'), [], {
    cwd: options.appDir,
    env: options.env,
    execArgv: [...options.nodeFlags],
    serialization: 'advanced',
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const exited = endOf(child);
  // A failed send means a dying process; its end rejects whatever is in flight.
  const outbox = createOutbox<ToApp>((messages) => child.send(messages, () => {}));
  const calls = new Map<number, Waiting>();
  void exited.then((how) => loseAll(calls, how));
  forwardOutput(child.stdout, 'information', options.log);
  forwardOutput(child.stderr, 'error', options.log);

  const { functions, httpUri } = await ready({ child, calls, exited, log: options.log });
  return {
    pid: child.pid,
    functions,
    httpUri,
    exited,
    isReachable: () => child.connected,
    invoke: callerOf({ child, outbox, calls }),
    stop: async (withinMs) => {
      const killer = setTimeout(() => child.kill('SIGKILL'), withinMs);
      outbox.put({ kind: 'stop' });
      await exited;
      clearTimeout(killer);
    },
    kill: () => child.kill('SIGKILL'),
  };
}

async function ready(start: {
  child: ChildProcess;
  calls: Map<number, Waiting>;
  exited: Promise<string>;
  log: Log;
}): Promise<{ functions: RegisteredFunction[]; httpUri: string | undefined }> {
  const { child, calls, exited, log } = start;
  return new Promise((resolve, reject) => {
    const receive = (message: FromApp): void => {
      switch (message.kind) {
        case 'ready':
          resolve({ functions: message.functions, httpUri: message.httpUri });
          return;
        case 'loadFailed':
          reject(new Error(message.reason));
          return;
        case 'result':
          calls.get(message.call)?.resolve(message.result);
          calls.delete(message.call);
          return;
        case 'log':
          log(message.entry.level, message.entry.category, message.entry.message);
      }
    };
    child.on('message', (messages: unknown) => {
      if (areFromApp(messages)) {
        messages.forEach(receive);
      }
    });
    void exited.then((how) => reject(new Error(`The app's process ended while loading: ${how}`)));
  });
}

function callerOf(to: {
  child: ChildProcess;
  outbox: Outbox<ToApp>;
  calls: Map<number, Waiting>;
}): Worker['invoke'] {
  const { child, outbox, calls } = to;
  let latest = 0;
  return async (invocation) =>
    new Promise((resolve, reject) => {
      if (!child.connected) {
        reject(new WorkerLost("The app's process is gone"));
        return;
      }
      const call = ++latest;
      calls.set(call, { resolve, reject });
      const invocationId = invocation.invocationId ?? randomUUID();
      outbox.put({ kind: 'invoke', call, invocation: { ...invocation, invocationId } });
    });
}

async function endOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => resolve(signal ?? `exit code ${code}`));
  });
}

function loseAll(calls: Map<number, Waiting>, how: string): void {
  for (const { reject } of calls.values()) {
    reject(new WorkerLost(`The app's process ended during the invocation: ${how}`));
  }
  calls.clear();
}

/** What bypasses `console`: a crash of Node itself, a native library, `process.stdout.write`. */
function forwardOutput(output: Readable | null, level: LogLevel, log: Log): void {
  if (output !== null) {
    createInterface(output).on('line', (line) => log(level, 'Host.Function.Console', line));
  }
}
