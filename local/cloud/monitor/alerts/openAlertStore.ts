import { z } from 'zod';
import { openDocuments } from './openDocuments';
import type { Collection, Documents } from './openDocuments';
import { Notification } from './delivery/notification';

const Alert = z.object({
  alertId: z.string(),
  originAlertId: z.string(),
  firedAt: z.number(),
  notifiedAt: z.number(),
  healthy: z.number(),
  observation: z.object({
    key: z.string(),
    target: z.string(),
    measurements: z
      .array(
        z.object({
          value: z.number().nullable(),
          dimensions: z.array(z.object({ name: z.string(), value: z.string() })).readonly(),
        }),
      )
      .readonly(),
    breached: z.boolean(),
  }),
});

/** What a rule has come to: its alerts by series, and when it is due next. */
const RuleState = z.object({
  dueAt: z.number(),
  alerts: z.array(Alert),
});
export type RuleState = z.infer<typeof RuleState>;

/** An alert as it was last announced. */
const RaisedAlert = z.object({
  alertId: z.string(),
  alertRule: z.string(),
  alertRuleId: z.string(),
  severity: z.string(),
  monitorCondition: z.enum(['Fired', 'Resolved']),
  firedDateTime: z.string(),
  resolvedDateTime: z.string().nullable(),
  targetResource: z.string(),
  dimensions: z.array(z.object({ name: z.string(), value: z.string() })),
  muted: z.boolean(),
});
export type RaisedAlert = z.infer<typeof RaisedAlert>;

/** Everything about alerts that survives a restart. */
export type AlertStore = {
  /** The resources as they came in, under one id. */
  readonly resources: Collection<unknown[]>;
  /** By the rule's id in lower case. */
  readonly rules: Collection<RuleState>;
  /** By sequence number. */
  readonly raised: Collection<RaisedAlert>;
  /** By sequence number. */
  readonly notifications: Collection<Notification>;
  /** Until when nobody calls an endpoint, by its address. */
  readonly deaf: Collection<number>;
  readonly atOnce: Documents['atOnce'];
  readonly close: () => void;
};

/** Opens the store in a directory, and reads all of it. */
export function openAlertStore(directory: string): AlertStore {
  const { collection, atOnce, close } = openDocuments(directory, 'alerts.sqlite');
  return {
    resources: collection('resources', z.array(z.unknown())),
    rules: collection('rule', RuleState),
    raised: collection('raised', RaisedAlert),
    notifications: collection('notification', Notification),
    deaf: collection('deaf', z.number()),
    atOnce,
    close,
  };
}

/** The id of a document that comes after all others, so that they stay in order. */
export function nextId(all: ReadonlyMap<string, unknown>): string {
  const last = Number([...all.keys()].at(-1) ?? 0);
  return String(last + 1).padStart(12, '0');
}

/** How many old documents are kept for whoever wants to look. */
const mostKept = 1000;

/** Drops the oldest documents beyond the most that are kept, except those that are still needed. */
export function prune<T>(collection: Collection<T>, needed: (document: T) => boolean): void {
  for (const [id, document] of [...collection.all].slice(0, -mostKept)) {
    if (!needed(document)) {
      collection.delete(id);
    }
  }
}
