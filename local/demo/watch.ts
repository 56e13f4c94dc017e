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
  const rows = plants.length > mostBars ? [] : plants;
  return rows.map(({ plant, counts }) => {
    if (!counts) {
      return `        ${plant}  ${bar(0, 1)}`;
    }
    const { waiting, writing, ...ended } = counts;
    const done = Object.values(ended).reduce((sum, count) => sum + count, 0);
    const trouble = counts.failed + counts.unverified;
    const note = `${writing > 0 ? `, ${writing} under way` : ''}${trouble > 0 ? `, ${trouble} in trouble` : ''}`;
    const all = done + waiting + writing;
    return `        ${plant}  ${bar(done, all)} ${done}/${all}${note}`;
  });
}

function summary({ status, plants, tally }: Rollback): string {
  if (status !== 'rollingBack') {
    return `${tally.restored} restored, ${tally.untouched} untouched, ${tally.unverified} unverified, ${tally.failed} failed`;
  }
  return `${plants.length} plants`;
}
