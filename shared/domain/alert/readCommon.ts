import { z } from 'zod';
import { readInstant } from '../time';
import type { Instant } from '../time';
import { excerpt, serviceKey, unreadable } from './alert';
import type { Alert, AlertReading } from './alert';
import { Dimensions, listOf, loose, MaybeText, optional, Text, TextEntries } from './loose';
import { HealthContext, readHealth } from './readHealth';
import { readSeverity } from './severity';

const Criterion = loose({ dimensions: Dimensions });

/** Only what we use of an alert's context; everything else may come and go with the service. */
const Context = loose({
  properties: TextEntries,
  /** Old log alerts have them beside the query. */
  dimensions: Dimensions,
  /** Prometheus. */
  labels: TextEntries,
  condition: optional(loose({ allof: listOf(Criterion) })),
  /** Budgets: there the essentials name no rule. */
  alertdata: optional(loose({ budgetname: MaybeText })),
});
type Context = z.infer<typeof Context>;

const Essentials = loose({
  alertid: Text,
  alertrule: MaybeText,
  alertruleid: MaybeText,
  severity: z.unknown().optional(),
  monitoringservice: MaybeText,
  monitorcondition: z
    .string()
    .transform((condition) => condition.toLowerCase())
    .pipe(z.enum(['fired', 'resolved'])),
  alerttargetids: listOf(Text),
  fireddatetime: MaybeText,
  resolveddatetime: MaybeText,
  description: MaybeText,
});
type Essentials = z.infer<typeof Essentials>;

const CommonAlert = loose({
  data: loose({
    essentials: Essentials,
    alertcontext: z.unknown().optional(),
    customproperties: TextEntries,
  }),
});

/** Reads the common alert schema of any monitoring service. */
export function readCommon(json: unknown, receivedAt: Instant): AlertReading {
  const common = CommonAlert.safeParse(json);
  if (!common.success) {
    return unreadable(z.prettifyError(common.error));
  }
  const { essentials, alertcontext, customproperties } = common.data.data;
  const context = Context.safeParse(alertcontext).data;
  const { alertrule, alertruleid, fireddatetime, resolveddatetime } = essentials;
  const rule = alertrule ?? lastOf(alertruleid) ?? context?.alertdata?.budgetname;
  if (rule === undefined) {
    return unreadable('no alertRule, expected the name of the rule that fired');
  }
  const resolvedAt = resolveddatetime === undefined ? undefined : readInstant(resolveddatetime);
  const firedAt =
    fireddatetime === undefined ? (resolvedAt ?? receivedAt) : readInstant(fireddatetime);
  if (firedAt === undefined) {
    return unreadable(`firedDateTime is no moment: ${excerpt(fireddatetime ?? '')}`);
  }
  const alert = alertOf(essentials, { rule, firedAt, context, custom: customproperties });
  const isHealth = alert.service?.endsWith('health') === true;
  const healthContext = isHealth ? HealthContext.safeParse(alertcontext).data : undefined;
  const health = readHealth(alert, healthContext);
  const isTest = isPortalTest(alert, essentials, healthContext);
  return {
    status: 'read',
    alert: {
      ...alert,
      ...(resolvedAt === undefined ? {} : { resolvedAt }),
      ...(health === undefined ? {} : { health }),
      ...(isTest ? { isTest } : {}),
    },
  };
}

type Found = {
  rule: string;
  firedAt: Instant;
  context: Context | undefined;
  custom: [string, string][];
};

/** Of several of one name the later wins: what was measured before what was typed. */
function alertOf(essentials: Essentials, { rule, firedAt, context, custom }: Found): Alert {
  const severity = readSeverity(essentials.severity);
  const { alertruleid: ruleId, monitoringservice: service } = essentials;
  return {
    id: essentials.alertid.toLowerCase(),
    rule,
    ...(ruleId === undefined ? {} : { ruleId: ruleId.toLowerCase() }),
    ...(service === undefined ? {} : { service: serviceKey(service) }),
    condition: essentials.monitorcondition === 'fired' ? 'Fired' : 'Resolved',
    ...(severity === undefined ? {} : { severity }),
    firedAt,
    targets: essentials.alerttargetids,
    dimensions: Object.fromEntries([
      ...custom,
      ...(context?.properties ?? []),
      ...(context?.labels ?? []),
      ...(context?.dimensions ?? []),
      ...(context?.condition?.allof ?? []).flatMap(({ dimensions }) => dimensions),
    ]),
  };
}

const testRule = /^test-(?:\w*alertrule|availabilitytest)/i;

/**
 * Whether "Test action group" of the portal sent it: those alerts have fresh moments and real
 * shapes, so that only their names give them away.
 */
function isPortalTest(
  { id, rule }: Pick<Alert, 'id' | 'rule'>,
  { description }: Pick<Essentials, 'description'>,
  context: HealthContext | undefined,
): boolean {
  return (
    testRule.test(rule) ||
    id.endsWith('/test_alert') ||
    description?.startsWith('Delivery Confirmation') === true ||
    context?.properties?.issynthetic?.toLowerCase() === 'true'
  );
}

function lastOf(armId: string | undefined): string | undefined {
  return armId?.slice(armId.lastIndexOf('/') + 1) || undefined;
}
