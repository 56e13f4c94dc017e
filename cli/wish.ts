import type { Command } from 'commander';
import { z } from 'zod';
import type { RollbackKind } from '../shared/domain/decide/blamed';
import { GuardName } from '../shared/domain/policy/guards';
import { PlanHash } from '../shared/domain/plan/terms';
import { ReleaseId } from '../shared/domain/release/releaseId';
import { Strategy } from '../shared/domain/wave/strategy';
import { CircuitOptions, addCircuits, circuitsIn, targetIn } from './options';

export const OverrideGuards = z.array(GuardName).min(1).optional();

/** What is to be taken back and how, as `plan` and `rollback` take it. */
export const WishOptions = z.object({
  ...CircuitOptions.shape,
  release: ReleaseId.optional(),
  to: z.string().min(1).default('previous'),
  strategy: Strategy.optional(),
  planHash: PlanHash.optional(),
  acceptMigrations: z.boolean().optional(),
  overrideGuards: OverrideGuards,
  all: z.boolean().default(false),
});
export type WishOptions = z.infer<typeof WishOptions>;

export function addOverrideGuards(command: Command): Command {
  return command.option(
    '--override-guards <names...>',
    'guards to go past, of those that the policy lets a person skip',
  );
}

export function addWish(command: Command): Command {
  return addOverrideGuards(addCircuits(command))
    .option(
      '--to <target>',
      'previous, lastKnownGood, or a version of what is taken back',
      'previous',
    )
    .option(
      '--strategy <strategy>',
      `${Strategy.options.join(', ')}: all at once, in waves, or by halves (default: emergency)`,
    )
    .option('--all', 'show every change of every circuit in a plan')
    .option('--accept-migrations', 'also past migrations that cannot be undone');
}

/** The body of POST /api/plans, and most of that of POST /api/rollbacks. */
export function wishFor(release: string, kind: RollbackKind, options: WishOptions): object {
  const { to, strategy, planHash, acceptMigrations, overrideGuards } = options;
  const circuits = circuitsIn(options);
  return {
    release,
    kind,
    ...(circuits && { circuits }),
    to: targetIn(to, kind),
    ...(strategy && { strategy }),
    ...(planHash && { planHash }),
    ...(acceptMigrations && { acceptMigrations }),
    ...(overrideGuards && { overrideGuards }),
  };
}

/** The same as words of a command line, for the next step. */
export function wishWords(release: string, options: WishOptions): string {
  const { to, strategy, acceptMigrations, overrideGuards } = options;
  const circuits = circuitsIn(options)?.map(({ plant, circuit }) => `${plant}/${circuit}`);
  return [
    `--release ${release}`,
    ...(circuits ? [`--circuit ${circuits.join(' ')}`] : []),
    ...(to === 'previous' ? [] : [`--to ${to}`]),
    ...(strategy ? [`--strategy ${strategy}`] : []),
    ...(acceptMigrations ? ['--accept-migrations'] : []),
    ...(overrideGuards ? [`--override-guards ${overrideGuards.join(' ')}`] : []),
  ].join(' ');
}
