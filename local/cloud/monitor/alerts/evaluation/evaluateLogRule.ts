import { ticksOfUnixMilliseconds } from '../../kql/ticks';
import { aggregate } from '../../metrics/aggregate';
import { runQuery } from '../../query/runQuery';
import type { QueryTable, Workspace } from '../../query/runQuery';
import type { LogRule } from '../resources/alertRule';
import { breaches } from '../resources/criterion';
import { EvaluationError } from './evaluationError';
import { groupRows } from './groupRows';
import type { RowGroup } from './groupRows';
import { seriesKey } from './observation';
import type { Evaluation, Observation, Period } from './observation';

/**
 * Runs the query of a log rule, once for each of its periods, and measures each series. Throws an
 * `EvaluationError` if that cannot be done.
 */
export function evaluateLogRule(
  rule: LogRule,
  { now, speed }: { now: number; speed: number },
  workspace: Workspace,
): Evaluation {
  const { numberOfEvaluationPeriods } = rule.criterion.failingPeriods;
  const length = rule.windowSize.milliseconds / speed;
  const lookBack = (rule.overrideQueryTimeRange?.milliseconds ?? 0) / speed || length;
  const groups = Array.from({ length: numberOfEvaluationPeriods }, (_, ago) => {
    const end = now - ago * length;
    const table = askOver({ start: end - lookBack, end }, rule.criterion.query, workspace);
    return groupRows(table, rule);
  });
  const keys = new Set(groups.flatMap((period) => [...period.keys()]));
  return {
    window: { start: now - numberOfEvaluationPeriods * length, end: now },
    observations: [...keys].flatMap((key) =>
      observe(
        rule,
        groups.map((period) => period.get(key)),
      ),
    ),
  };
}

function askOver({ start, end }: Period, query: string, workspace: Workspace): QueryTable {
  const window = { start: ticksOfUnixMilliseconds(start), end: ticksOfUnixMilliseconds(end) };
  const result = runQuery(query, { now: window.end, window }, workspace);
  if (!result.ok) {
    const { message, innererror } = result.error;
    throw new EvaluationError(innererror === undefined ? message : messageOf(innererror));
  }
  return result.table;
}

type Inner = { readonly message: string; readonly innererror?: Inner | undefined };

function messageOf({ message, innererror }: Inner): string {
  return innererror === undefined ? message : messageOf(innererror);
}

/** The latest period comes first; a period without the series measured nothing, or counted none. */
function observe(
  { criterion }: LogRule,
  periods: readonly (RowGroup | undefined)[],
): Observation[] {
  const group = periods.find((period) => period !== undefined);
  if (group === undefined) {
    return [];
  }
  const values = periods.map((period) => measure(criterion.timeAggregation, period));
  const failing = values.filter((value) =>
    breaches(value, criterion.operator, criterion.threshold),
  );
  const { target, dimensions } = group;
  return [
    {
      key: seriesKey(target, dimensions),
      target,
      measurements: [{ value: values[0] ?? null, dimensions }],
      breached: failing.length >= criterion.failingPeriods.minFailingPeriodsToAlert,
    },
  ];
}

function measure(
  aggregation: LogRule['criterion']['timeAggregation'],
  group: RowGroup | undefined,
): number | null {
  return aggregation === 'Count' ? (group?.rows ?? 0) : aggregate(group?.values ?? [], aggregation);
}
