import { duration } from '../../shared/domain/time';
import type { Preview } from '../api/answers';
import type { Look } from '../text/look';
import { plain } from '../text/plain';
import { table } from '../text/table';
import { circuitNames, counted } from './circuitNames';
import { facts } from './facts';

type Change = Extract<Preview['circuits'][number], { standing: 'change' }>;
type Settled = Exclude<Preview['circuits'][number], { standing: 'change' }>;

/** `isFull`: every change of every circuit, however many. */
type Form = { look: Look; isFull: boolean };

/** A plan for a person to decide on: what is written and what is not, and what it takes. */
export function showPlan(preview: Preview, form: Form): string[] {
  const { look } = form;
  const { counts, apiCalls, estimatedSeconds, hash, notes, circuits } = preview;
  const isIdle = counts.change === 0;
  const changes = circuits.filter((one) => one.standing === 'change');
  const settled = circuits.filter((one) => one.standing !== 'change');
  const blocked = settled.filter(({ standing }) => standing === 'blocked');
  return [
    look.paint(
      'bold',
      `${counts.change} to change, ${counts.alreadyThere} already there, ${counts.blocked} blocked`,
    ),
    ...facts(
      [
        ['calls', isIdle ? undefined : `${apiCalls.writes} writes, about ${apiCalls.reads} reads`],
        ['takes', isIdle ? undefined : `about ${duration(estimatedSeconds)}`],
        ...notes.map((note) => ['note', { text: note, style: 'yellow' }] as const),
        ['hash', hash],
      ],
      look,
    ),
    ...wavesOf(preview, look),
    ...fieldsOf(changes, form),
    ...blockedOf(blocked, look),
  ];
}

function wavesOf({ waves }: Preview, look: Look): string[] {
  if (waves.length === 0) {
    return [];
  }
  const rows = waves.map(({ plants, circuits }, index) => [
    `  ${index + 1}`,
    String(circuits),
    String(plants),
  ]);
  return ['', ...table({ heads: ['  wave', 'circuits', 'plants'], rows }, look)];
}

type Step = { change: Change['changes'][number]; names: string[] };

/** Of one field so many different changes are shown, unless all are asked for. */
const mostSteps = 3;

/** Field by field, and what is the same on many circuits only once. */
function fieldsOf(changes: readonly Change[], { isFull, look }: Form): string[] {
  const steps = new Map<string, Step>();
  for (const { circuit, changes: fields } of changes) {
    for (const change of fields) {
      const key = JSON.stringify([change.field, change.from, change.to]);
      const known = steps.get(key) ?? { change, names: [] };
      known.names.push(circuit);
      steps.set(key, known);
    }
  }
  return [...Map.groupBy(steps.values(), ({ change }) => change.field)].flatMap(([field, own]) => {
    const shown = isFull ? own : own.slice(0, mostSteps);
    const circuits = own.slice(shown.length).reduce((sum, { names }) => sum + names.length, 0);
    return [
      '',
      look.paint('cyan', plain(field)),
      ...shown.flatMap((step) => stepLines(step, look)),
      ...(circuits === 0
        ? []
        : [look.paint('dim', `  and on ${counted(circuits, 'more circuit')}; --all shows them`)]),
    ];
  });
}

function stepLines({ change: { from, to }, names }: Step, look: Look): string[] {
  return table(
    {
      rows: [
        ['  on', circuitNames(names)],
        [
          { text: '  -', style: 'red' },
          { text: from ?? '(none)', style: 'red' },
        ],
        [
          { text: '  +', style: 'green' },
          { text: to, style: 'green' },
        ],
      ],
    },
    look,
  );
}

function blockedOf(blocked: readonly Settled[], look: Look): string[] {
  const byReason = Map.groupBy(blocked, ({ reason }) => reason);
  return blocked.length === 0
    ? []
    : [
        '',
        look.paint('yellow', `Blocked: ${counted(blocked.length, 'circuit')}`),
        ...[...byReason].flatMap(([reason, same]) =>
          table(
            { rows: [[`  ${circuitNames(same.map(({ circuit }) => circuit))}`, reason]] },
            look,
          ),
        ),
      ];
}
