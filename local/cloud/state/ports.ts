import path from 'node:path';
import { z } from 'zod';
import { quietPorts } from './quietPorts';
import { readIfPresent } from './readIfPresent';
import { writeAtomically } from './writeAtomically';

const Port = z.int().min(0).max(65535);

/** The port of each service on 127.0.0.1; 0 asks for any free one. */
export const Ports = z.strictObject({
  identity: Port,
  blob: Port,
  serviceBus: Port,
  machineLearning: Port,
  monitor: Port,
  control: Port,
});
export type Ports = z.infer<typeof Ports>;

const anyPorts: Ports = {
  identity: 0,
  blob: 0,
  serviceBus: 0,
  machineLearning: 0,
  monitor: 0,
  control: 0,
};

/** The ports from `base` on, one after the other. */
export function portsFrom(base: number): Ports {
  return {
    identity: base,
    blob: base + 1,
    serviceBus: base + 2,
    machineLearning: base + 3,
    monitor: base + 4,
    control: base + 5,
  };
}

/**
 * The ports of the last time, which clients may still hold. The first time, free ones that nobody
 * is given by chance while the cloud is down; any free ones where the system leaves none alone.
 */
export async function rememberedPorts(directory: string): Promise<Ports> {
  const text = await readIfPresent(portsFile(directory));
  if (text === undefined) {
    const base = await quietPorts(Object.keys(anyPorts).length);
    return base === undefined ? anyPorts : portsFrom(base);
  }
  try {
    return Ports.parse(JSON.parse(text));
  } catch (error) {
    throw new Error(`${portsFile(directory)} is damaged; expected a port for each service`, {
      cause: error,
    });
  }
}

export async function rememberPorts(directory: string, ports: Ports): Promise<void> {
  await writeAtomically(portsFile(directory), `${JSON.stringify(ports)}\n`);
}

function portsFile(directory: string): string {
  return path.join(directory, 'ports.json');
}
