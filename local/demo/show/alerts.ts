import type { AlertsOnRecord } from '../onRecord';
import type { Part } from '../screen';

const mostReasons = 6;

/** What became of the alerts: how many came to which end, and why. */
export function alertsPart({ endings }: AlertsOnRecord): Part {
  const groups = Map.groupBy(
    endings,
    // What was acted on was acted on for the reason of the decision.
    ({ ending, reason }) => (ending === 'acted' ? 'acted on' : `${ending}: ${alike(reason)}`),
  );
  const sorted = [...groups].toSorted(([, a], [, b]) => b.length - a.length);
  const rest = sorted.slice(mostReasons).reduce((sum, [, { length }]) => sum + length, 0);
  return {
    heading: 'Alerts',
    lines: [
      ...sorted
        .slice(0, mostReasons)
        .map(([what, { length }]) => `${String(length).padStart(5)}  ${what}`),
      ...(rest === 0 ? [] : [`${String(rest).padStart(5)}  for other reasons`]),
    ],
  };
}

/** Reasons that differ only in which receipt they name are one. */
function alike(reason: string): string {
  return reason.replace(/receipt [\w-]+/, 'another receipt');
}
