import type { Command } from 'commander';
import type { z } from 'zod';
import { circuitName } from '../../shared/domain/fleet';
import { duration, forPeople, secondsBetween } from '../../shared/domain/time';
import { Circuits, History } from '../api/answers';
import { carryOut } from '../command';
import type { Answer, Kit, Session } from '../command';
import { Failure, exits, wrongUse } from '../failure';
import { Whole } from '../numbers';
import { CircuitOptions, addCircuits, circuitsIn, oneCircuit } from '../options';
import { facts } from '../show/facts';
import type { Style } from '../text/look';
import { plain } from '../text/plain';
import { table } from '../text/table';

/** `current` and `history`: what circuits run, and what they ran before. */
export function addCircuitCommands(program: Command, session: Session): void {
  const current = program
    .command('current')
    .summary('what each circuit runs now, as Azure ML says')
    .description(
      'What each circuit of the fleet, a plant, or one circuit runs now, as Azure ML says.',
    );
  carryOut(addCircuits(current), session, { input: CircuitOptions, run: showCurrent });

  const history = program
    .command('history')
    .summary('what a circuit ran, newest first, and why it changed')
    .description(
      'What a circuit ran, newest first, with release and change cause, and how each revision stands. Revision 0 runs now, 1 ran before it.',
    )
    .option('--revision <n>', 'all of one revision')
    .addHelpText('after', '\nExample: ripcord history --plant P001 --circuit C001 --revision 1');
  carryOut(addCircuits(history), session, {
    input: CircuitOptions.extend({ revision: Whole.optional() }),
    run: showHistory,
  });
}

async function showCurrent(
  options: z.infer<typeof CircuitOptions>,
  { api, look }: Kit,
): Promise<Answer> {
  const named = circuitsIn(options);
  const plants = new Set(named?.map(({ plant }) => plant) ?? []);
  const [first] = plants;
  const only = plants.size === 1 ? first : options.plant;
  const query = only === undefined ? '' : `?plant=${encodeURIComponent(only)}`;
  const { circuits } = await api().get(`/api/circuits${query}`, Circuits);
  const names = named && new Set(named.map(circuitName));
  const shown = circuits.filter((one) => names === undefined || names.has(circuitName(one)));
  const found = new Set(shown.map(circuitName));
  const missing = [...(names ?? [])].filter((name) => !found.has(name));
  if (missing.length > 0) {
    throw new Failure(exits.finding, `found no circuit ${missing.join(', ')} in this fleet`);
  }
  const rows = shown.map(({ plant, circuit, state, environment = '', model = '' }) => [
    circuitName({ plant, circuit }),
    environment,
    model,
    { text: state, style: state === 'Succeeded' ? undefined : ('yellow' as const) },
  ]);
  return {
    json: { circuits: shown },
    lines: table({ heads: ['circuit', 'environment', 'model', 'state'], rows }, look),
  };
}

const standingStyles: Record<string, Style> = {
  production: 'green',
  candidate: 'cyan',
  rolledBack: 'red',
};

async function showHistory(
  { revision, ...options }: z.infer<typeof CircuitOptions> & { revision?: number | undefined },
  { api, look }: Kit,
): Promise<Answer> {
  const { plant, circuit } = oneCircuit(options);
  const history = await api().get(`/api/circuits/${plant}/${circuit}/history`, History);
  if (revision !== undefined) {
    return showRevision(history, revision, { look });
  }
  const rows = history.periods.map((period, index) => [
    String(index),
    period.revision.environment,
    period.revision.model ?? '',
    forPeople(period.since).slice(0, 16),
    { text: period.standing, style: standingStyles[period.standing] },
    [period.release, period.changeCause].filter((each) => each !== undefined).join(': '),
  ]);
  const heads = ['', 'environment', 'model', 'since (UTC)', 'standing', 'change cause'];
  return {
    json: history,
    lines: [
      ...table({ heads, rows }, look),
      ...(history.warning === null ? [] : [look.paint('yellow', plain(history.warning))]),
    ],
  };
}

function showRevision(
  { plant, circuit, periods }: History,
  revision: number,
  { look }: Pick<Kit, 'look'>,
): Answer {
  const period = periods[revision];
  if (!period) {
    throw wrongUse(
      `--revision: found ${revision}, expected 0 to ${periods.length - 1}: no more is on record`,
    );
  }
  const { healthy } = period;
  const well =
    healthy &&
    `${duration(secondsBetween(healthy.from, healthy.until))} from ${forPeople(healthy.from)}`;
  return {
    json: period,
    lines: [
      look.paint('bold', `${circuitName({ plant, circuit })}, revision ${revision}`),
      ...facts(
        [
          ['environment', period.revision.environment],
          ['model', period.revision.model],
          ['since', forPeople(period.since)],
          ['standing', { text: period.standing, style: standingStyles[period.standing] }],
          ['release', period.release],
          ['change cause', period.changeCause],
          ['was well', well ?? 'not known'],
        ],
        look,
      ),
    ],
  };
}
