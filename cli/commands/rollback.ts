import type { Command } from 'commander';
import { z } from 'zod';
import type { RollbackKind } from '../../shared/domain/decide/blamed';
import { Preview } from '../api/answers';
import { carryOut } from '../command';
import type { Answer, Kit, Session } from '../command';
import { wrongUse } from '../failure';
import { newKey } from '../newKey';
import {
  WhoAndWhy,
  Watching,
  addWatching,
  addWhoAndWhy,
  circuitsIn,
  oneCircuit,
  requester,
} from '../options';
import { releaseThatChanged } from '../releaseThatChanged';
import { showPlan } from '../show/showPlan';
import { startAndTell } from '../startAndTell';
import { WishOptions, addWish, wishFor } from '../wish';

/** `rollback environment`, `rollback model`, `rollback both`: starts one, and watches it if asked. */
export function addRollback(program: Command, session: Session): void {
  const rollback = program
    .command('rollback')
    .summary('take a release, a model or an environment back')
    .description(
      'Takes back what a release changed. The app looks again before every write: a circuit that somebody has changed since is left as it is, and named.',
    );
  addKind(rollback, 'environment', {
    session,
    summary: 'take the environment of a release back, on all circuits that it changed',
    example: 'ripcord rollback environment --release Release-123 --reason "jobs fail" --watch',
  });
  addKind(rollback, 'model', {
    session,
    summary: 'take the model of a circuit back; without --release, of the last that changed it',
    example: 'ripcord rollback model --plant P001 --circuit C001 --to 11 --reason "F1 dropped"',
  });
  addKind(rollback, 'both', {
    session,
    summary: 'take model and environment of a release back in one write',
    example: 'ripcord rollback both --release Release-123 --reason "both are bad"',
  });
}

type Form = { session: Session; summary: string; example: string };

function addKind(parent: Command, kind: RollbackKind, { session, summary, example }: Form): void {
  const command = parent
    .command(kind)
    .description(`${summary[0]?.toUpperCase()}${summary.slice(1)}.`)
    .summary(summary)
    .option('--release <id>', 'the release to take back')
    .option('--plan-hash <hash>', 'only if the plan is still this one')
    .option('--idempotency-key <key>', 'one key, one rollback, however often it is sent')
    .option('--dry-run', 'only show the plan, as `ripcord plan` does');
  addWatching(addWhoAndWhy(addWish(command), 'required')).addHelpText(
    'after',
    `\nExample: ${example}`,
  );
  carryOut(command, session, {
    input: RollbackInput,
    run: (input, kit) => rollBack(kind, input, kit),
  });
}

const RollbackInput = z.object({
  ...WishOptions.shape,
  ...WhoAndWhy.shape,
  ...Watching.shape,
  dryRun: z.boolean().default(false),
  idempotencyKey: z.string().optional(),
});

async function rollBack(
  kind: RollbackKind,
  input: z.infer<typeof RollbackInput>,
  kit: Kit,
): Promise<Answer> {
  const { reason, idempotencyKey: key = newKey(), ...options } = input;
  const release = options.release ?? (await releaseToTakeBack(kind, options, kit));
  const wish = wishFor(release, kind, options);
  const body = { ...wish, reason, ...requester(input, kit.env), key };
  if (options.dryRun) {
    return showDryRun({ ...body, dryRun: true }, { isFull: options.all }, kit);
  }
  return startAndTell(
    {
      body,
      what: `${kind} of ${release}`,
      facts: { release },
      isWatched: options.watch,
      everySeconds: options.every,
    },
    kit,
  );
}

async function showDryRun(
  body: object,
  { isFull }: { isFull: boolean },
  { api, look }: Kit,
): Promise<Answer> {
  const preview = await api().send({ method: 'POST', path: '/api/rollbacks', body }, Preview);
  return {
    json: preview,
    lines: [...showPlan(preview, { look, isFull }), '', 'Nothing was written.'],
  };
}

/** Of one circuit the release can be looked up; of more, it has to be said. */
async function releaseToTakeBack(
  kind: RollbackKind,
  options: WishOptions,
  { api }: Pick<Kit, 'api'>,
): Promise<string> {
  if ((circuitsIn(options)?.length ?? 0) !== 1) {
    throw wrongUse('--release: found none, expected the release to take back, or one --circuit');
  }
  return releaseThatChanged(oneCircuit(options), kind, api());
}
