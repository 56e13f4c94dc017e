import { latestRollback } from './rollbackApi';
import type { Rollback } from './rollbackApi';
import { bar, indented } from './screen';
import type { Screen } from './screen';
import { waitFor } from './waitFor';

const everyMs = 400;

export type Watching = {
  seconds: number;
  unless: Promise<never>;
  /** Whether it has come to its end without any incident. */
  isOver: () => Promise<boolean>;
  /** Told once, when there is an incident, and once, when its plan is being carried out. */
  onOpened: (rollback: Rollback) => void;
  onPlanned: (rollback: Rollback) => Promise<void>;
};

/** Shows an incident while it goes on, and comes back with it once it has ended; with nothing if there is none. */
export async function watch(
  appUrl: string,
  screen: Screen,
  watching: Watching,
): Promise<Rollback | undefined> {
  const tell = teller(screen, watching);
  let isSeen = false;
  const look = async (): Promise<{ rollback?: Rollback } | undefined> => {
    const rollback = await latestRollback(appUrl);
    if (!rollback) {
      // What was there once is only out of reach, and so may be all else.
      return !isSeen && (await watching.isOver()) ? {} : undefined;
    }
    isSeen = true;
    await tell(rollback);
    return rollback.status === 'closed' || rollback.status === 'open' ? { rollback } : undefined;
  };
  const { rollback } = await waitFor('the end of the incident', look, { ...watching, everyMs });
  return rollback;
}

/** Says what is new since it was last told. */
function teller(screen: Screen, { onOpened, onPlanned }: Watching) {
  let told = '';
  let isPlanned = false;
  return async (rollback: Rollback): Promise<void> => {
    const { status, phase, wave } = rollback;
    if (told === '' && status !== 'starting') {
      onOpened(rollback);
    }
    if (!isPlanned && (phase === 'execute' || phase === 'verify')) {
      isPlanned = true;
      await onPlanned(rollback);
    }
    const now = status === 'rollingBack' ? `${phase ?? 'plan'}${waveOf(wave)}` : status;
    if (now !== told && status !== 'starting') {
      screen.say(`${now}${summary(rollback)}`);
      told = now;
    }
    screen.draw('plants', status === 'rollingBack' ? plantBars(rollback) : []);
  };
}

/** The first wave is the only one, as a rule. */
function waveOf(wave: number | undefined): string {
  return wave === undefined || wave === 0 ? '' : `, wave ${wave + 1}`;
}

/** Fleets of many plants do not fit a terminal: then one bar stands for all. */
const mostBars = 24;

function plantBars({ plants }: Rollback): string[] {
  if (plants.length > mostBars) {
    const all = plants.flatMap(({ counts }) => (counts ? [counts] : []));
    return [progressLine(`${plants.length} plants`, all)];
  }
  return plants.map(({ plant, counts }) => progressLine(plant, counts ? [counts] : []));
}

type Counts = NonNullable<Rollback['plants'][number]['counts']>;

function progressLine(name: string, counts: readonly Counts[]): string {
  const sum = (of: (each: Counts) => number): number =>
    counts.reduce((total, each) => total + of(each), 0);
  const writing = sum((each) => each.writing);
  const trouble = sum(({ failed, unverified }) => failed + unverified);
  const done = sum(({ restored, untouched }) => restored + untouched) + trouble;
  const all = done + writing + sum((each) => each.waiting);
  const notes = [
    ...(writing > 0 ? [`${writing} under way`] : []),
    ...(trouble > 0 ? [`${trouble} in trouble`] : []),
  ];
  return indented(
    `${name}  ${bar(done, Math.max(1, all))} ${[`${done}/${all}`, ...notes].join(', ')}`,
  );
}

function summary({ status, plants, tally }: Rollback): string {
  if (status === 'rollingBack') {
    return plants.length === 0 ? '' : `: ${plants.length} plant${plants.length === 1 ? '' : 's'}`;
  }
  const { restored, untouched, unverified, failed } = tally;
  return restored + untouched + unverified + failed === 0
    ? ': it waits for a person'
    : `: ${restored} restored, ${untouched} untouched, ${unverified} unverified, ${failed} failed`;
}
