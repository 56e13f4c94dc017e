import { z } from 'zod';
import { readInstant } from '../time';
import type { Instant } from '../time';
import { serviceKey } from './alert';
import type { Alert } from './alert';
import { Dimensions, listOf, loose, MaybeText, optional, Text, TextEntries } from './loose';
import { HealthContext, readHealth } from './readHealth';
import { readSeverity } from './severity';

/** Reads one shape of the time before the common schema; undefined when it is not that shape. */
type Reader = (json: unknown, receivedAt: Instant) => Alert | undefined;

const Status = z
  .string()
  .transform((status) => status.toLowerCase())
  .pipe(z.enum(['activated', 'deactivated', 'resolved']));

const testRule = /^test-\w*alertrule/i;

const Measured = {
  properties: TextEntries,
  status: Status,
  context: loose({
    timestamp: MaybeText,
    id: Text,
    name: Text,
    severity: z.unknown().optional(),
    resourceid: MaybeText,
    condition: optional(loose({ allof: listOf(loose({ dimensions: Dimensions })) })),
  }),
};
/** The oldest ones, of classic metrics, have no envelope. */
const MetricAlert = z.union([loose({ data: loose(Measured) }), loose(Measured)]);

const metricAlert: Reader = (json, receivedAt) => {
  const read = MetricAlert.safeParse(json).data;
  if (read === undefined) {
    return undefined;
  }
  const { status, properties, context } = 'data' in read ? read.data : read;
  const measured = (context.condition?.allof ?? []).flatMap(({ dimensions }) => dimensions);
  const at = momentOr(context.timestamp, receivedAt);
  const about = [context.id, context.resourceid, ...measured.map(([, value]) => value)];
  return {
    ...(status === 'activated'
      ? { condition: 'Fired', firedAt: at }
      : { condition: 'Resolved', firedAt: at, resolvedAt: at }),
    // Such an alert has no id of its own: it is one rule about one thing.
    id: about.join('|').toLowerCase(),
    rule: context.name,
    ruleId: context.id.toLowerCase(),
    service: 'platform',
    ...severityOf(context.severity),
    targets: context.resourceid === undefined ? [] : [context.resourceid],
    dimensions: Object.fromEntries([...properties, ...measured]),
    ...testOf(context.name),
  };
};

const ActivityLog = loose({
  data: loose({
    properties: TextEntries,
    status: Status,
    context: loose({
      name: MaybeText,
      activitylog: loose({
        eventsource: z.unknown().optional(),
        eventtimestamp: MaybeText,
        eventdataid: Text,
        operationname: Text,
        level: z.unknown().optional(),
        resourceid: MaybeText,
      }),
    }),
  }),
});
const ActivityContext = loose({
  data: loose({ context: loose({ activitylog: HealthContext }) }),
});

/** Its rule is not named; what happened is, and a policy may list that. */
const activityLog: Reader = (json, receivedAt) => {
  const read = ActivityLog.safeParse(json).data?.data;
  if (read === undefined) {
    return undefined;
  }
  const { activitylog: event, name } = read.context;
  const { eventsource: source, resourceid } = event;
  const rule = name ?? event.operationname;
  const told = ActivityContext.safeParse(json).data?.data.context.activitylog;
  const alert = {
    id: event.eventdataid.toLowerCase(),
    rule,
    service: typeof source === 'string' ? serviceKey(source) : 'activitylog',
    condition: read.status === 'activated' ? ('Fired' as const) : ('Resolved' as const),
    ...severityOf(event.level),
    firedAt: momentOr(event.eventtimestamp, receivedAt),
    targets: resourceid === undefined ? [] : [resourceid],
    dimensions: Object.fromEntries(read.properties),
  };
  const health = readHealth(alert, told);
  const isSynthetic = told?.properties?.issynthetic?.toLowerCase() === 'true';
  return {
    ...alert,
    ...(health === undefined ? {} : { health }),
    ...(isSynthetic ? { isTest: true } : testOf(rule)),
  };
};

const Searched = {
  subscriptionid: MaybeText,
  alertrulename: Text,
  searchquery: z.string(),
  searchintervalendtimeutc: MaybeText,
  severity: z.unknown().optional(),
  resourceid: MaybeText,
  dimensions: Dimensions,
  searchresult: optional(loose({ datasources: listOf(loose({ resourceid: Text })) })),
};
const LogAlert = z.union([loose(Searched), loose({ data: loose(Searched) })]);

/** Old log alerts fire for each interval anew, and never resolve. */
const logAlert: Reader = (json, receivedAt) => {
  const read = LogAlert.safeParse(json).data;
  if (read === undefined) {
    return undefined;
  }
  const found = 'data' in read ? read.data : read;
  const { alertrulename: rule, subscriptionid = '', searchintervalendtimeutc: until } = found;
  const named = found.dimensions.map(([, value]) => value);
  const sources = (found.searchresult?.datasources ?? []).map(({ resourceid }) => resourceid);
  return {
    id: [subscriptionid, rule, until ?? receivedAt, ...named].join('|').toLowerCase(),
    rule,
    service: 'loganalytics',
    condition: 'Fired',
    ...severityOf(found.severity),
    firedAt: momentOr(until, receivedAt),
    targets: found.resourceid === undefined ? sources : [found.resourceid],
    dimensions: Object.fromEntries(found.dimensions),
    ...testOf(rule),
  };
};

const Budget = loose({
  schemaid: z.literal('AIP Budget Notification'),
  data: loose({ subscriptionid: MaybeText, budgetname: Text }),
});

const budget: Reader = (json, receivedAt) => {
  const read = Budget.safeParse(json).data?.data;
  return read === undefined
    ? undefined
    : {
        id: `budget|${read.subscriptionid ?? ''}|${read.budgetname}`.toLowerCase(),
        rule: read.budgetname,
        service: 'costalerts',
        condition: 'Fired',
        firedAt: receivedAt,
        targets: [],
        dimensions: {},
        ...testOf(read.budgetname),
      };
};

/** Reads any of the shapes before the common schema; undefined when it is none of them. */
export const readLegacy: Reader = (json, receivedAt) => {
  for (const read of [metricAlert, activityLog, logAlert, budget]) {
    const alert = read(json, receivedAt);
    if (alert !== undefined) {
      return alert;
    }
  }
  return undefined;
};

function momentOr(text: string | undefined, otherwise: Instant): Instant {
  return (text === undefined ? undefined : readInstant(text)) ?? otherwise;
}

function severityOf(value: unknown): Pick<Alert, 'severity'> {
  const severity = readSeverity(value);
  return severity === undefined ? {} : { severity };
}

function testOf(rule: string): Pick<Alert, 'isTest'> {
  return testRule.test(rule) || /^test-budget/i.test(rule) ? { isTest: true } : {};
}
