import type { Instant } from '../time';
import type { Speaker } from './bins';

/** Items by a key of theirs, in the order in which the keys come up. */
export function groupBy<Item>(
  items: readonly Item[],
  keyOf: (item: Item) => string,
): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) {
      group.push(item);
    } else {
      groups.set(key, [item]);
    }
  }
  return groups;
}

export function speakerKey({ endpoint, deployment, circuitId }: Speaker): string {
  return `${endpoint}\n${deployment}\n${circuitId}`;
}

/** Open at its start, closed at its end: spans that follow each other share no moment. */
export function isWithin(
  at: Instant,
  { after, until }: { after: Instant; until: Instant },
): boolean {
  return at > after && at <= until;
}

/** The same sum in whatever order the values come. */
export function sum(values: readonly number[]): number {
  return values.length < 2
    ? (values[0] ?? 0)
    : values.toSorted((a, b) => a - b).reduce((total, value) => total + value, 0);
}

/** The start of the minute that a moment falls into. */
export function minuteOf(at: Instant): Instant {
  return `${at.slice(0, 16)}:00.000Z`;
}

/** Those of the values that there are. */
export function present(values: readonly (number | undefined)[]): number[] {
  return values.filter((value) => value !== undefined);
}
