import { z } from 'zod';

export const alertStates = ['New', 'Acknowledged', 'Closed'] as const;

const Essentials = z.looseObject({
  severity: z.enum(['Sev0', 'Sev1', 'Sev2', 'Sev3', 'Sev4']),
  signalType: z.enum(['Metric', 'Log', 'Unknown']).default('Metric'),
  alertState: z.enum(alertStates).default('New'),
  monitorCondition: z.enum(['Fired', 'Resolved']).default('Fired'),
  targetResource: z.string().min(1),
  targetResourceName: z.string().default(''),
  targetResourceGroup: z.string().default(''),
  targetResourceType: z.string().default(''),
  monitorService: z.string().default('Platform'),
  alertRule: z.string().default(''),
  sourceCreatedId: z.string().default(''),
  startDateTime: z.iso.datetime(),
  lastModifiedDateTime: z.iso.datetime(),
  lastModifiedUserName: z.string().default('System'),
  monitorConditionResolvedDateTime: z.iso.datetime().optional(),
  description: z.string().default(''),
  actionStatus: z.looseObject({ isSuppressed: z.boolean() }).default({ isSuppressed: false }),
});
export type Essentials = z.infer<typeof Essentials>;

/** One thing that happened to an alert. */
export const Modification = z.object({
  modificationEvent: z.enum(['AlertCreated', 'StateChange', 'MonitorConditionChange']),
  oldValue: z.string(),
  newValue: z.string(),
  modifiedAt: z.string(),
  modifiedBy: z.string(),
  comments: z.string(),
  description: z.string(),
});
export type Modification = z.infer<typeof Modification>;

/** An alert as Azure Monitor's alerts management keeps it. */
export const Alert = z.object({
  alertId: z.guid(),
  name: z.string(),
  essentials: Essentials,
  context: z.unknown().optional(),
  egressConfig: z.unknown().optional(),
  customProperties: z.unknown().optional(),
  history: z.array(Modification),
});
export type Alert = z.infer<typeof Alert>;

/** An alert as a test puts it in place. What it does not say about a new alert is filled in. */
export const ImportedAlert = z.strictObject({
  alertId: z.guid().transform((id) => id.toLowerCase()),
  name: z.string().min(1),
  essentials: Essentials.partial({ startDateTime: true, lastModifiedDateTime: true }),
  context: z.unknown().optional(),
  egressConfig: z.unknown().optional(),
  customProperties: z.unknown().optional(),
});
export type ImportedAlert = z.infer<typeof ImportedAlert>;

/** The last part of the id that follows the scope of an alert. */
export const alertProvider = 'Microsoft.AlertsManagement';

/** Under which id an alert is found: that of its subscription. */
export function alertResourceId({ alertId, essentials }: Alert): string {
  const [subscription = ''] = /^\/subscriptions\/[^/]+/i.exec(essentials.targetResource) ?? [];
  return `${subscription}/providers/${alertProvider}/alerts/${alertId}`;
}
