import { z } from 'zod';
import { Instant, readInstant } from '../time';

/** One alert of Azure Monitor in our words, whatever service it came from. */
export const Alert = z.strictObject({
  /** The same for a Fired and its Resolved, and for every delivery of either. */
  id: z.string().min(1),
  rule: z.string().min(1),
  condition: z.enum(['Fired', 'Resolved']),
  severity: z.string().optional(),
  firedAt: Instant,
  /** ARM ids of what the alert is about. For a log alert that is the workspace it queried. */
  targets: z.array(z.string()),
  /** Dimensions and custom properties, names in lower case: where log alerts name the circuit. */
  dimensions: z.record(z.string(), z.string()),
});
export type Alert = z.infer<typeof Alert>;

export type AlertReading =
  { status: 'read'; alert: Alert } | { status: 'unreadable'; reason: string };

const Properties = z.record(z.string(), z.unknown()).nullish();

const Criterion = z.object({
  dimensions: z.array(z.object({ name: z.string(), value: z.unknown() })).nullish(),
});

/** Only what we use of the common alert schema; everything else may come and go. */
const CommonAlert = z.object({
  schemaId: z.literal('azureMonitorCommonAlertSchema'),
  data: z.object({
    essentials: z.object({
      alertId: z.string().min(1),
      alertRule: z.string().min(1),
      severity: z.string().nullish(),
      monitorCondition: z.enum(['Fired', 'Resolved']),
      alertTargetIDs: z.array(z.string()).nullish(),
      firedDateTime: z.string(),
    }),
    alertContext: z
      .object({
        properties: Properties,
        condition: z.object({ allOf: z.array(Criterion).nullish() }).nullish(),
      })
      .nullish(),
    customProperties: Properties,
  }),
});

/** Reads the body an action group posts. Says in a sentence why a body is no alert for us. */
export function readAlert(body: string): AlertReading {
  const json = parseJson(body);
  if (json === undefined) {
    return unreadable(`not JSON: ${excerpt(body)}`);
  }
  const common = CommonAlert.safeParse(json);
  if (!common.success) {
    return unreadable(whyNot(json, common.error));
  }

  const { essentials, alertContext, customProperties } = common.data.data;
  const firedAt = readInstant(essentials.firedDateTime);
  if (firedAt === undefined) {
    return unreadable(`firedDateTime is no moment: ${excerpt(essentials.firedDateTime)}`);
  }
  const criteria = alertContext?.condition?.allOf ?? [];
  const alert: Alert = {
    id: essentials.alertId.toLowerCase(),
    rule: essentials.alertRule,
    condition: essentials.monitorCondition,
    firedAt,
    targets: essentials.alertTargetIDs ?? [],
    dimensions: texts([
      ...Object.entries(customProperties ?? {}),
      ...Object.entries(alertContext?.properties ?? {}),
      ...criteria.flatMap(({ dimensions }) =>
        (dimensions ?? []).map(({ name, value }): [string, unknown] => [name, value]),
      ),
    ]),
    ...(essentials.severity ? { severity: essentials.severity } : {}),
  };
  return { status: 'read', alert };
}

function whyNot(json: unknown, error: z.ZodError): string {
  const { schemaId } = z.object({ schemaId: z.string() }).catch({ schemaId: 'none' }).parse(json);
  if (schemaId !== 'azureMonitorCommonAlertSchema') {
    return `schemaId is ${excerpt(schemaId)}, expected azureMonitorCommonAlertSchema`;
  }
  return z.prettifyError(error);
}

/** Later ones win; only text counts, as a number or a flag names no circuit. */
function texts(entries: readonly [string, unknown][]): Record<string, string> {
  return Object.fromEntries(
    entries.flatMap(([name, value]) =>
      typeof value === 'string' ? [[name.toLowerCase(), value]] : [],
    ),
  );
}

function unreadable(reason: string): AlertReading {
  return { status: 'unreadable', reason };
}

function excerpt(text: string): string {
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
