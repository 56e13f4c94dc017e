import type { Command } from 'commander';
import { z } from 'zod';
import { renderExplanation } from '../../shared/domain/decide/renderExplanation';
import { forPeople } from '../../shared/domain/time';
import { Rollback, Rollbacks } from '../api/answers';
import { carryOut } from '../command';
import type { Answer, Kit, Session } from '../command';
import { Failure, exits } from '../failure';
import { Whole } from '../numbers';
import { Id, Watching, addWatching } from '../options';
import { isKnown, showIncident, statusStyle } from '../show/showIncident';
import { showEnd } from '../showEnd';
import { plain } from '../text/plain';
import { table } from '../text/table';
import { wrapHanging } from '../text/wrap';
import { watch } from '../watch';

/** `list`, `status`, `report` and `why`: what there is to know of incidents. */
export function addIncidents(program: Command, session: Session): void {
  const listed = program
    .command('list')
    .summary('all incidents, newest first')
    .description('All incidents on record, newest first.')
    .option('--limit <n>', 'show so many at most', '20')
    .option('--status <status>', 'only those that are rollingBack, closed or open');
  carryOut(listed, session, { input: ListInput, run: list });

  const status = program
    .command('status')
    .argument('<id>', 'of the rollback')
    .summary('one rollback: how far it is, and what it came to')
    .description(
      'How far a rollback is, plant by plant, and what it came to. Ends with 1 if a person is needed.',
    );
  carryOut(addWatching(status), session, { input: Id.extend(Watching.shape), run: showStatus });

  const report = program
    .command('report')
    .argument('<id>', 'of the rollback')
    .summary('the report of a rollback that has ended, as Markdown')
    .description('The report of a rollback that has ended, as Markdown; with --json as JSON.')
    .addHelpText('after', '\nExample: ripcord report manual-1 > report.md');
  carryOut(report, session, {
    input: Id.extend({ json: z.boolean().optional() }),
    run: showReport,
  });

  const why = program
    .command('why')
    .argument('<id>', 'of the rollback')
    .summary('why it was decided so, and what would have changed it')
    .description(
      'Rules that fired and that did not with their numbers, releases that were asked about, guards, what was decided against, and the smallest changes that would have changed the decision.',
    );
  carryOut(why, session, { input: Id, run: explain });
}

const ListInput = z.object({
  limit: Whole,
  status: z.enum(['rollingBack', 'closed', 'open']).optional(),
});

async function list(
  { limit, status }: z.infer<typeof ListInput>,
  { api, look }: Kit,
): Promise<Answer> {
  const { rollbacks } = await api().get('/api/rollbacks', Rollbacks);
  const wanted = rollbacks.filter((one) => status === undefined || one.status === status);
  const shown = wanted.slice(0, limit);
  const rows = shown.map(({ id, status: stands, kind, release, openedAt, tally }) => [
    id,
    { text: stands, style: statusStyle(stands) },
    kind,
    release ?? '',
    forPeople(openedAt).slice(0, 16),
    `${tally.restored}/${tally.untouched}/${tally.unverified}/${tally.failed}`,
  ]);
  const heads = ['id', 'status', 'what', 'release', 'opened (UTC)', 'circuits'];
  return {
    json: { rollbacks: shown },
    lines:
      rows.length === 0
        ? ['No incidents.']
        : [
            ...table({ heads, rows }, look),
            look.paint('dim', 'circuits: restored/untouched/unverified/failed'),
            ...(wanted.length > shown.length
              ? [look.paint('dim', `${wanted.length - shown.length} older ones are not shown`)]
              : []),
          ],
  };
}

async function showStatus(
  { id, watch: isWatched, every }: z.infer<typeof Id> & z.infer<typeof Watching>,
  kit: Kit,
): Promise<Answer> {
  if (isWatched) {
    return showEnd(await watch({ id, everySeconds: every }, kit), kit);
  }
  const found = await kit.api().get(`/api/rollbacks/${id}`, Rollback);
  return {
    json: found,
    lines: showIncident(found, kit.look),
    exit: found.status === 'open' ? exits.finding : exits.ok,
  };
}

async function showReport(
  { id, json }: { id: string; json?: boolean | undefined },
  { api }: Kit,
): Promise<Answer> {
  const path = `/api/rollbacks/${id}/report`;
  return json === true
    ? { json: await api().get(path, z.looseObject({})), lines: [] }
    : { json: undefined, lines: (await api().text(path)).trimEnd().split('\n').map(plain) };
}

async function explain({ id }: z.infer<typeof Id>, { api, look }: Kit): Promise<Answer> {
  const found = await api().get(`/api/rollbacks/${id}`, Rollback);
  if (!isKnown(found)) {
    throw new Failure(exits.finding, `${id} is ${found.status}: nothing is on record of it yet`);
  }
  const { reason, explanation, status, kind, release } = found;
  const decided = explanation
    ? renderExplanation(explanation, 'terminal')
    : ['It was asked for, not decided: there are no rules, guards or alternatives to tell of.'];
  const lines = decided.flatMap((line) =>
    line.startsWith('  ')
      ? wrapHanging(plain(line), look.width, '    ')
      : ['', look.paint('bold', plain(line))],
  );
  return {
    json: { id, status, kind, release, reason, explanation: explanation ?? null },
    lines: [...wrapHanging(plain(`${id}: ${reason}`), look.width, '  '), ...lines],
  };
}
