import { z } from 'zod';
import { Aggregation } from '../alerts/resources/criterion';
import { Duration } from '../alerts/resources/duration';
import { dateOfTicks, ticksOfUnixMilliseconds } from '../kql/ticks';
import { readTimespan } from '../query/timespan';

/** What a metrics query asks for; times in milliseconds since the epoch. */
export type MetricsRequest = {
  readonly names: readonly string[];
  readonly namespace: string | undefined;
  readonly start: number;
  readonly end: number;
  readonly interval: Duration;
  readonly aggregations: readonly Aggregation[];
  /** The dimensions to split or choose by; `*` stands for any value. */
  readonly filters: readonly { readonly name: string; readonly value: string }[];
};

const Names = z.string().transform((text) => text.split(',').map((name) => name.trim()));
const wanted = new Map(Aggregation.options.map((name) => [name.toLowerCase(), name]));

const Aggregations = z.string().transform((text, context) =>
  text.split(',').map((name) => {
    const known = wanted.get(name.trim().toLowerCase());
    if (known === undefined) {
      context.addIssue({ code: 'custom', message: `${name} is no aggregation` });
      return z.NEVER;
    }
    return known;
  }),
);

/** Conditions of one kind only: that dimensions equal a value, or any. */
const Filter = z.string().transform((text, context) =>
  text.split(/\s+and\s+/i).map((condition) => {
    const [, name, value] = /^\s*(.+?)\s+eq\s+'((?:[^']|'')*)'\s*$/i.exec(condition) ?? [];
    if (name === undefined || value === undefined) {
      context.addIssue({ code: 'custom', message: `${condition} is not of the form Name eq 'x'` });
      return z.NEVER;
    }
    return { name, value: value.replaceAll("''", "'") };
  }),
);

const Query = z.object({
  'api-version': z.string().min(1),
  metricnames: Names,
  metricnamespace: z.string().optional(),
  timespan: z.string().default('PT1H'),
  interval: Duration.default({ text: 'PT1M', milliseconds: 60_000 }),
  aggregation: Aggregations.default(['Average']),
  $filter: Filter.default([]),
});

const mostPoints = 10_000;

/** Reads the query of a metrics request, or says what is wrong with it. */
export function readMetricsRequest(
  parameters: URLSearchParams,
  now: number,
): { ok: true; request: MetricsRequest } | { ok: false; message: string } {
  const query = Query.safeParse(Object.fromEntries(parameters));
  if (!query.success) {
    return { ok: false, message: z.prettifyError(query.error) };
  }
  const { timespan, interval } = query.data;
  const window = readTimespan(timespan, ticksOfUnixMilliseconds(now));
  if (window === undefined) {
    return { ok: false, message: `The timespan ${timespan} is no ISO 8601 duration or interval` };
  }
  const start = dateOfTicks(window.start).getTime();
  const end = dateOfTicks(window.end).getTime();
  if (end <= start || (end - start) / interval.milliseconds > mostPoints) {
    return { ok: false, message: `${timespan} is no span of up to ${mostPoints} intervals` };
  }
  return {
    ok: true,
    request: {
      names: query.data.metricnames,
      namespace: query.data.metricnamespace,
      start,
      end,
      interval,
      aggregations: query.data.aggregation,
      filters: query.data.$filter,
    },
  };
}
