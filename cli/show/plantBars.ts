import type { Counts, KnownRollback } from '../api/answers';
import { bar } from '../text/bar';
import { plain } from '../text/plain';

type Plants = KnownRollback['plants'];

/** More do not fit a terminal: then one bar stands for all. */
const mostBars = 20;

/** A bar for each plant: how many of its circuits are done, and how many are not well. */
export function plantBars(plants: Plants): string[] {
  if (plants.length > mostBars) {
    return [barOf(`${plants.length} plants`, plants)];
  }
  const longest = Math.max(...plants.map(({ plant }) => plant.length));
  return plants.map((one) => barOf(plain(one.plant).padEnd(longest), [one]));
}

function barOf(name: string, plants: Plants): string {
  const counts = plants.flatMap((one) => (one.counts ? [one.counts] : []));
  const sum = (of: (each: Counts) => number) => counts.reduce((total, each) => total + of(each), 0);
  const writing = sum((each) => each.writing);
  const trouble = sum(({ failed, unverified }) => failed + unverified);
  const done = trouble + sum(({ restored, untouched }) => restored + untouched);
  const all = done + writing + sum((each) => each.waiting);
  const notes = [
    ...(writing > 0 ? [`${writing} under way`] : []),
    ...(trouble > 0 ? [`${trouble} in trouble`] : []),
  ];
  return `  ${name}  ${bar(done, Math.max(1, all))}  ${[`${done}/${all}`, ...notes].join(', ')}`;
}
