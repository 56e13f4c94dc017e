import type { Command } from 'commander';
import { z } from 'zod';
import { Circuit } from '../shared/domain/fleet';
import type { NamedVersions } from '../shared/domain/plan/choice';
import { IncidentId } from '../shared/domain/incident';
import { wrongUse } from './failure';
import { Seconds } from './numbers';
import type { Shell } from './shell';

/** Options and arguments that several commands have, and how they are read. */

export const Id = z.object({ id: IncidentId });

export const CircuitOptions = z.object({
  plant: z.string().optional(),
  circuit: z.union([z.string().transform((one) => [one]), z.array(z.string())]).optional(),
});

export const WhoAndWhy = z.object({
  reason: z.string().trim().min(3).max(1000).optional(),
  by: z.string().trim().min(1).max(100).optional(),
});

export const Watching = z.object({
  watch: z.boolean().default(false),
  every: Seconds,
});

export function addCircuits(command: Command): Command {
  return command
    .option('--plant <id>', 'the plant, where --circuit names none')
    .option(
      '--circuit <circuits...>',
      'only these: P001/C001 P001/C002, or C001 C002 with --plant',
    );
}

export function addWhoAndWhy(command: Command, reason: 'required' | 'optional'): Command {
  const means = 'why, in a sentence, for the record';
  return (
    reason === 'required'
      ? command.requiredOption('--reason <text>', means)
      : command.option('--reason <text>', means)
  ).option('--by <name>', 'who asks, for the record (default: the name in $USER)');
}

export function addWatching(command: Command): Command {
  return command
    .option('--watch', 'show how far it is until it has ended')
    .option('--every <seconds>', 'how often to look while watching', '1');
}

/** The circuits that are named; undefined where none is. */
export function circuitsIn({
  plant,
  circuit,
}: z.infer<typeof CircuitOptions>): Circuit[] | undefined {
  if (circuit === undefined) {
    return undefined;
  }
  return circuit.map((name) => {
    const parts = name.includes('/') ? name.split('/') : [plant, name];
    const [ofPlant, id, ...rest] = parts;
    const named = Circuit.safeParse({ plant: ofPlant, circuit: id });
    if (!named.success || rest.length > 0 || (plant !== undefined && ofPlant !== plant)) {
      const within = plant === undefined ? '' : ` of plant ${plant}`;
      throw wrongUse(`--circuit: found ${name}, expected a circuit${within} such as P001/C001`);
    }
    return named.data;
  });
}

/** The one circuit that is named. */
export function oneCircuit(options: z.infer<typeof CircuitOptions>): Circuit {
  const [one, ...others] = circuitsIn(options) ?? [];
  if (!one || others.length > 0) {
    throw wrongUse(
      `--circuit: found ${others.length > 0 ? others.length + 1 : 'none'}, expected one such as P001/C001`,
    );
  }
  return one;
}

/** Who asks, as the app records it. */
export function requester(
  { by }: { by?: string | undefined },
  env: Shell['env'],
): { requestedBy?: string } {
  const name = by ?? env['USER'] ?? env['USERNAME'];
  return name === undefined || name.trim() === '' ? {} : { requestedBy: name.trim().slice(0, 100) };
}

type To = 'previous' | 'lastKnownGood' | z.infer<typeof NamedVersions>;

/** `previous`, `lastKnownGood`, a version of what is taken back, or `environment=V,model=V`. */
export function targetIn(to: string, kind: 'model' | 'environment' | 'both'): To {
  if (to === 'previous' || to === 'lastKnownGood') {
    return to;
  }
  const named = [...to.matchAll(/(?:^|,)(environment|model)=([^,]+)/g)];
  const versions = Object.fromEntries(named.map(([, asset = '', version]) => [asset, version]));
  if (named.map(([text]) => text).join('') === to) {
    return versions;
  }
  if (kind === 'both') {
    throw wrongUse(
      `--to: found ${to}, expected previous, lastKnownGood, or environment=VERSION,model=VERSION`,
    );
  }
  return { [kind]: to };
}
