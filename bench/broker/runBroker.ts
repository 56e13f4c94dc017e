import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';

import { firstLine } from './firstLine';

export type RunningBroker = {
  pid: number;
  port: number;
  connectionString: string;
  stop: () => Promise<void>;
  /** Ends it as a power cut would, without a chance to write anything. */
  kill: () => Promise<void>;
};

export type BrokerCommand = {
  /** The compiled `main.js` of the broker. */
  main: string;
  config: string;
  state: string;
  /** 0 lets the system choose. */
  port?: number;
  nodeOptions?: readonly string[];
  env?: NodeJS.ProcessEnv;
};

/** Runs the broker as a process of its own, and waits until it can be used. */
export async function runBroker(command: BrokerCommand): Promise<RunningBroker> {
  const { main, config, state, port = 0, nodeOptions = [], env = process.env } = command;
  const options = ['--config', config, '--state', state, '--port', String(port)];
  const child = spawn(process.execPath, [...nodeOptions, main, ...options], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const connectionString = await firstLine(child.stdout, 'The broker');
  return {
    pid: child.pid ?? 0,
    port: Number(/:(\d+);/.exec(connectionString)?.[1]),
    connectionString,
    stop: () => end(child, 'SIGTERM'),
    kill: () => end(child, 'SIGKILL'),
  };
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) {
    const exited = once(child, 'exit');
    child.kill(signal);
    await exited;
  }
}
