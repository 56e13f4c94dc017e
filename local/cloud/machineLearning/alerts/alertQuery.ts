import { z } from 'zod';
import { badRequest } from '../arm/armError';
import type { Alert } from './alert';

const hour = 3_600_000;
const ranges: Readonly<Record<string, number>> = {
  '1h': hour,
  '1d': 24 * hour,
  '7d': 7 * 24 * hour,
  '30d': 30 * 24 * hour,
};

const equalities = [
  'targetResource',
  'targetResourceType',
  'targetResourceGroup',
  'monitorService',
  'monitorCondition',
  'severity',
  'smartGroupId',
  'alertState',
  'alertRule',
] as const;

const sortable = [
  'name',
  'severity',
  'alertState',
  'monitorCondition',
  'targetResource',
  'targetResourceName',
  'targetResourceGroup',
  'targetResourceType',
  'startDateTime',
  'lastModifiedDateTime',
] as const;

const Flag = z.stringbool({ truthy: ['true'], falsy: ['false'] }).default(false);
const Text = z.string().optional();

const Query = z.strictObject({
  'api-version': z.string(),
  ...Object.fromEntries(equalities.map((name) => [name.toLowerCase(), Text])),
  includecontext: Flag,
  includeegressconfig: Flag,
  pagecount: z.coerce.number().int().min(1).max(250).default(25),
  sortby: z
    .string()
    .default('lastModifiedDateTime')
    .transform((text) => sortable.find((name) => name.toLowerCase() === text.toLowerCase()))
    .refine((name) => name !== undefined, { error: `expected one of ${sortable.join(', ')}` }),
  sortorder: z.enum(['asc', 'desc']).default('desc'),
  select: Text,
  timerange: z.enum(['1h', '1d', '7d', '30d']).default('1d'),
  customtimerange: Text,
  ctoken: z.coerce.number().int().nonnegative().default(0),
});

export type AlertQuery = {
  matches: (alert: Alert) => boolean;
  sortBy: (typeof sortable)[number];
  descending: boolean;
  includeContext: boolean;
  includeEgressConfig: boolean;
  /** The essentials to show; all of them when undefined. */
  select: readonly string[] | undefined;
  from: number;
  size: number;
};

/** Reads what a list of alerts is asked for. Throws 400 on anything it does not know. */
export function alertQuery(query: URLSearchParams, now: number): AlertQuery {
  const lowered = [...query].map(([name, value]) => [name.toLowerCase(), value]);
  const parsed = Query.safeParse(Object.fromEntries(lowered));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const message = `The query is not valid: ${issue?.path.join('.') ?? ''}: ${issue?.message}.`;
    throw badRequest('BadRequest', message);
  }
  const asked = parsed.data;
  const wanted = new Map(lowered.map(([name = '', value = '']) => [name, value]));
  const window = windowOf(asked.customtimerange, asked.timerange, now);
  return {
    matches: (alert) => isIn(window, alert) && hasAll(wanted, alert),
    sortBy: asked.sortby ?? 'lastModifiedDateTime',
    descending: asked.sortorder === 'desc',
    includeContext: asked.includecontext,
    includeEgressConfig: asked.includeegressconfig,
    select: asked.select?.split(',').map((name) => name.trim().toLowerCase()),
    from: asked.ctoken,
    size: asked.pagecount,
  };
}

type Window = { from: number; to: number };

function windowOf(custom: string | undefined, range: string, now: number): Window {
  if (custom === undefined) {
    return { from: now - (ranges[range] ?? 24 * hour), to: Number.POSITIVE_INFINITY };
  }
  const [from = NaN, to = NaN, ...more] = custom.split('/').map((text) => Date.parse(text));
  if (Number.isNaN(from) || Number.isNaN(to) || more.length > 0 || from > to) {
    const message = `The customTimeRange '${custom}' is not valid: '<start>/<end>' in ISO 8601 was expected.`;
    throw badRequest('BadRequest', message);
  }
  return { from, to };
}

function isIn({ from, to }: Window, { essentials }: Alert): boolean {
  const at = Date.parse(essentials.startDateTime);
  return at >= from && at <= to;
}

function hasAll(wanted: ReadonlyMap<string, string>, { essentials }: Alert): boolean {
  return equalities.every((name) => {
    const value = wanted.get(name.toLowerCase());
    const found = essentials[name];
    return (
      value === undefined ||
      (typeof found === 'string' && found.toLowerCase() === value.toLowerCase())
    );
  });
}
