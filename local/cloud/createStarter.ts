import path from 'node:path';
import type { Ports } from './state/ports';

export type ServiceName = Exclude<keyof Ports, 'control'>;

export type Closeable = { close(): Promise<void> };

export type StarterOptions = {
  ports: Ports;
  /** Each service keeps its state in a directory of its name. */
  stateDirectory: string;
  log: (line: string) => void;
  /** Called with every service as soon as it runs, also when another one does not start. */
  onStarted: (service: Closeable) => void;
};

/** What every service is started with. */
export type ServiceBase = { port: number; stateDirectory: string; log: (line: string) => void };

export type Starter = <T extends Closeable>(
  name: ServiceName,
  start: (base: ServiceBase) => Promise<T>,
) => Promise<T>;

/** Makes the function that starts services alike: each with its port, its directory and its name in the log. */
export function createStarter({ ports, stateDirectory, log, onStarted }: StarterOptions): Starter {
  return async (name, start) => {
    try {
      const service = await start({
        port: ports[name],
        stateDirectory: path.join(stateDirectory, name),
        log: (line) => log(`${name}: ${line}`),
      });
      onStarted(service);
      return service;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new Error(`${name} did not start: ${reason}`, { cause: error });
    }
  };
}
