import { z } from 'zod';
import { Instant } from '../time';
import { Severity } from './severity';

/** What a health alert of the platform says of something that many circuits may rest on. */
export const Health = z.strictObject({
  /** The same in every notice about one trouble: a tracking id, or the resource that is unwell. */
  subject: z.string(),
  /** For people. */
  title: z.string(),
  /** `notice`: nothing is out of order by it, as planned maintenance or a piece of advice. */
  state: z.enum(['down', 'up', 'notice']),
});
export type Health = z.infer<typeof Health>;

/** One alert of Azure Monitor in our words, whatever service it came from and in whatever shape. */
export const Alert = z.strictObject({
  /** The same for a Fired and its Resolved, and for every delivery of either. */
  id: z.string().min(1),
  rule: z.string().min(1),
  /** The ARM id of the rule, in lower case. Few payloads have it. */
  ruleId: z.string().optional(),
  /** The monitoring service, in lower case and without spaces: it is spelled in several ways. */
  service: z.string().optional(),
  condition: z.enum(['Fired', 'Resolved']),
  severity: Severity.optional(),
  firedAt: Instant,
  /** Only some services say when an alert resolved. */
  resolvedAt: Instant.optional(),
  /** ARM ids of what the alert is about. For a log alert that is the workspace it queried. */
  targets: z.array(z.string()),
  /** Dimensions, labels and custom properties, names in lower case: where log alerts name the circuit. */
  dimensions: z.record(z.string(), z.string()),
  health: Health.optional(),
  /** Sent by "Test action group" of the portal: it looks real and means nothing. */
  isTest: z.literal(true).optional(),
});
export type Alert = z.infer<typeof Alert>;

export type AlertReading =
  { status: 'read'; alert: Alert } | { status: 'unreadable'; reason: string };

/**
 * What tells alerts apart: the GUID where there is one, since the path before it depends on who
 * asks Azure for the alert.
 */
export function alertKey(id: string): string {
  const [guid] = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.exec(id) ?? [];
  return (guid ?? id).toLowerCase();
}

/** `Service Health`, `ServiceHealth` and `servicehealth` are one. */
export function serviceKey(service: string): string {
  return service.replaceAll(/\s/g, '').toLowerCase();
}

export function unreadable(reason: string): AlertReading {
  return { status: 'unreadable', reason };
}

/** What comes from outside is quoted no further than this. */
export function excerpt(text: string): string {
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
