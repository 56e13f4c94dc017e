import path from 'node:path';
import { z } from 'zod';
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

/** The ports of the last time, which clients may still hold; any free ones the first time. */
export async function rememberedPorts(directory: string): Promise<Ports> {
  const text = await readIfPresent(portsFile(directory));
  if (text === undefined) {
    return { identity: 0, blob: 0, serviceBus: 0, machineLearning: 0, monitor: 0, control: 0 };
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
