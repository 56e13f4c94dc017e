import { latestRollback } from './rollbackApi';
import type { Rollback } from './rollbackApi';
import { bar } from './screen';
import type { Screen } from './screen';
import { waitFor } from './waitFor';

const everyMs = 400;

/** Shows a rollback while it goes on, and comes back with it when it has ended. */
export async function watch(
  appUrl: string,
  screen: Screen,
  { seconds, unless }: { seconds: number; unless: Promise<never> },
): Promise<Rollback> {
  let told = '';
  const look = async (): Promise<Rollback | undefined> => {
    const rollback = await latestRollback(appUrl);
    if (!rollback) {
      return undefined;
    }
    if (told === '') {
      screen.say(`incident ${rollback.id}: ${rollback.reason}`);
    }
    const phase = rollback.status === 'rollingBack' ? (rollback.phase ?? 'plan') : rollback.status;
    if (phase !== told) {
      screen.say(`${phase}${rollback.plants.length > 0 ? `: ${summary(rollback)}` : ''}`);
      told = phase;
    }
    screen.draw(rollback.status === 'rollingBack' ? plantBars(rollback) : []);
    return rollback.status === 'closed' || rollback.status === 'open' ? rollback : undefined;
  };
  return waitFor('the rollback', look, { seconds, everyMs, unless });
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
  return `        ${name}  ${bar(done, Math.max(1, all))} ${[`${done}/${all}`, ...notes].join(', ')}`;
}

function summary({ status, plants, tally }: Rollback): string {
  if (status !== 'rollingBack') {
    return `${tally.restored} restored, ${tally.untouched} untouched, ${tally.unverified} unverified, ${tally.failed} failed`;
  }
  return `${plants.length} plants`;
}
