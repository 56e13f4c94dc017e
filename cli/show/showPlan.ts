import { duration } from '../../shared/domain/time';
import type { Preview } from '../api/answers';
import type { Look } from '../text/look';
import { table } from '../text/table';
import { circuitNames, counted } from './circuitNames';
import { facts } from './facts';

type Change = Extract<Preview['circuits'][number], { standing: 'change' }>;
type Settled = Exclude<Preview['circuits'][number], { standing: 'change' }>;

/** A plan for a person to decide on: what is written and what is not, and what it takes. */
export function showPlan(preview: Preview, look: Look): string[] {
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
    ...fieldsOf(changes, look),
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

/** What is the same on many circuits is said once. */
function fieldsOf(changes: readonly Change[], look: Look): string[] {
  const same = new Map<string, { change: Change['changes'][number]; names: string[] }>();
  for (const { circuit, changes: fields } of changes) {
    for (const change of fields) {
      const key = JSON.stringify([change.field, change.from, change.to]);
      const known = same.get(key) ?? { change, names: [] };
      known.names.push(circuit);
      same.set(key, known);
    }
  }
  return [...same.values()].flatMap(({ change: { field, from, to }, names }) => [
    '',
    `${look.paint('cyan', field)}  on ${circuitNames(names)}`,
    ...table(
      {
        rows: [
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
    ),
  ]);
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
