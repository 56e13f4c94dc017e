import { z } from 'zod';
import { ArmId } from './armId';

const HttpUrl = z.url({ protocol: /^https?$/, error: 'Expected an http or https address' });
const common = z.literal(true, {
  error: 'Only the common alert schema is simulated: expected useCommonAlertSchema: true',
});

const WebhookReceiver = z.object({
  name: z.string().min(1),
  serviceUri: HttpUrl,
  useCommonAlertSchema: common,
  useAadAuth: z.literal(false, { error: 'Secure webhooks are not simulated' }).optional(),
});

const AzureFunctionReceiver = z.object({
  name: z.string().min(1),
  httpTriggerUrl: HttpUrl,
  useCommonAlertSchema: common,
});

/** Who an alert is sent to: an address that takes a POST. */
export type Receiver = { readonly name: string; readonly url: string };

export type ActionGroup = {
  readonly kind: 'actionGroup';
  readonly id: string;
  readonly enabled: boolean;
  readonly receivers: readonly Receiver[];
};

/** `Microsoft.Insights/actionGroups`. Receivers other than webhooks and functions are passed over. */
export const ActionGroupResource = z
  .object({
    id: ArmId,
    name: z.string().min(1),
    properties: z.object({
      enabled: z.boolean().default(true),
      webhookReceivers: z.array(WebhookReceiver).max(10).default([]),
      azureFunctionReceivers: z.array(AzureFunctionReceiver).default([]),
    }),
  })
  .transform(({ id, properties }): ActionGroup => ({
    kind: 'actionGroup',
    id,
    enabled: properties.enabled,
    receivers: [
      ...properties.webhookReceivers.map(({ name, serviceUri }) => ({ name, url: serviceUri })),
      ...properties.azureFunctionReceivers.map(({ name, httpTriggerUrl }) => ({
        name,
        url: httpTriggerUrl,
      })),
    ],
  }));
