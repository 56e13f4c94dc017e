import type { Command } from 'commander';
import type { z } from 'zod';
import { RollbackKind } from '../../shared/domain/decide/blamed';
import { ReleaseId } from '../../shared/domain/release/releaseId';
import { Preview } from '../api/answers';
import { carryOut } from '../command';
import type { Answer, Kit, Session } from '../command';
import { showPlan } from '../show/showPlan';
import { WishOptions, addWish, wishFor, wishWords } from '../wish';

/** `plan`: what a rollback would do, to the field. */
export function addPlan(program: Command, session: Session): void {
  const plan = program
    .command('plan')
    .summary('what a rollback would do, field by field; writes nothing')
    .description(
      'What a rollback would do: waves, fields that change, circuits that are blocked and why, calls and time it takes. Writes nothing. The hash can be given to `rollback --plan-hash`.',
    )
    .requiredOption('--release <id>', 'the release to take back')
    .option('--kind <kind>', RollbackKind.options.join(', '), 'environment');
  addWish(plan).addHelpText(
    'after',
    '\nExample: ripcord plan --release Release-123 --kind both --circuit P001/C001 P001/C002',
  );
  carryOut(plan, session, { input: PlanInput, run: showPlanOf });
}

const PlanInput = WishOptions.extend({ release: ReleaseId, kind: RollbackKind });

async function showPlanOf(
  { kind, ...options }: z.infer<typeof PlanInput>,
  { api, look }: Kit,
): Promise<Answer> {
  const { release } = options;
  const body = wishFor(release, kind, options);
  const preview = await api().send({ method: 'POST', path: '/api/plans', body }, Preview);
  const next = `ripcord rollback ${kind} ${wishWords(release, options)} --plan-hash ${preview.hash} --reason "..."`;
  return {
    json: preview,
    lines: [
      ...showPlan(preview, { look, isFull: options.all }),
      ...(preview.counts.change === 0 ? [] : ['', 'To carry out exactly this:', `  ${next}`]),
    ],
  };
}
