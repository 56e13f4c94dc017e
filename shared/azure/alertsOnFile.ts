import {
  bearerTokenAuthenticationPolicy,
  createDefaultHttpClient,
  createPipelineFromOptions,
  createPipelineRequest,
} from '@azure/core-rest-pipeline';
import type { TokenCredential } from '@azure/identity';
import { z } from 'zod';
import type { AlertOnFile } from '../domain/alert/onFile';
import { readInstant } from '../domain/time';
import type { AlertsOnFile } from '../ports';

export type AlertsPlace = {
  /** Azure Resource Manager. */
  endpoint: string;
  subscriptionId: string;
};

const apiVersion = '2019-05-05-preview';
const timeoutMs = 30_000;

/** As many as Alerts Management gives at a time, and more of them than a storm has. */
const pageSize = 250;
const maxPages = 80;

const Alert = z.object({
  id: z.string().min(1),
  name: z.string().min(1),
  properties: z.object({
    essentials: z.object({
      severity: z.string().optional(),
      signalType: z.string().optional(),
      monitorCondition: z.enum(['Fired', 'Resolved']),
      monitorService: z.string().optional(),
      targetResource: z.string().optional(),
      alertRule: z.string().optional(),
      sourceCreatedId: z.string().optional(),
      startDateTime: z.string(),
      actionStatus: z.object({ isSuppressed: z.boolean().optional() }).optional(),
    }),
    context: z.unknown().optional(),
    customProperties: z.unknown().optional(),
  }),
});
type Alert = z.infer<typeof Alert>;

const Page = z.object({ value: z.array(z.unknown()), nextLink: z.string().optional() });

/** The alerts of a subscription, by the Alerts Management API. */
export function alertsOnFile(
  { endpoint, subscriptionId }: AlertsPlace,
  credential: TokenCredential,
): AlertsOnFile {
  const pipeline = createPipelineFromOptions({ retryOptions: { maxRetries: 2 } });
  const scopes = 'https://management.azure.com/.default';
  pipeline.addPolicy(bearerTokenAuthenticationPolicy({ credential, scopes }));
  const client = createDefaultHttpClient();

  const page = async (url: string): Promise<z.infer<typeof Page>> => {
    const abortSignal = AbortSignal.timeout(timeoutMs);
    const { status, bodyAsText } = await pipeline.sendRequest(
      client,
      createPipelineRequest({ url, abortSignal }),
    );
    if (status !== 200) {
      const said = (bodyAsText ?? '').slice(0, 200);
      throw new Error(`Alerts Management answered ${status}, expected 200: ${said}`);
    }
    return Page.parse(JSON.parse(bodyAsText ?? 'null'));
  };

  return {
    ofLastDay: async () => {
      const path = `/subscriptions/${subscriptionId}/providers/Microsoft.AlertsManagement/alerts`;
      const query = `api-version=${apiVersion}&timeRange=1d&includeContext=true&pageCount=${pageSize}`;
      const alerts: AlertOnFile[] = [];
      let url: string | undefined = `${endpoint}${path}?${query}`;
      for (let read = 0; url !== undefined && read < maxPages; read += 1) {
        assertOurs(url, endpoint);
        // oxlint-disable-next-line no-await-in-loop -- each page names the next
        const { value, nextLink }: z.infer<typeof Page> = await page(url);
        alerts.push(...value.flatMap(onFile));
        url = nextLink;
      }
      return alerts;
    },
  };
}

/** None for what is no alert as we know them: the others must not be lost with it. */
function onFile(found: unknown): AlertOnFile[] {
  const alert = Alert.safeParse(found).data;
  const firedAt = alert && readInstant(alert.properties.essentials.startDateTime);
  if (alert === undefined || firedAt === undefined) {
    return [];
  }
  const { alertRule = '', monitorCondition, actionStatus } = alert.properties.essentials;
  return [
    {
      id: alert.id,
      rule: alertRule.slice(alertRule.lastIndexOf('/') + 1) || alert.name,
      ...(alertRule === '' ? {} : { ruleId: alertRule.toLowerCase() }),
      condition: monitorCondition,
      firedAt,
      isSuppressed: actionStatus?.isSuppressed === true,
      body: JSON.stringify(commonSchema(alert)),
    },
  ];
}

/** Alerts Management has other names for things than what an action group posts. */
function commonSchema({ id, name, properties }: Alert): unknown {
  const { essentials, context, customProperties } = properties;
  const { alertRule, targetResource } = essentials;
  return {
    schemaId: 'azureMonitorCommonAlertSchema',
    data: {
      essentials: {
        alertId: id,
        alertRule: alertRule?.slice(alertRule.lastIndexOf('/') + 1) || name,
        alertRuleId: alertRule,
        severity: essentials.severity,
        signalType: essentials.signalType,
        monitorCondition: essentials.monitorCondition,
        monitoringService: essentials.monitorService,
        alertTargetIDs: targetResource === undefined ? [] : [targetResource],
        originAlertId: essentials.sourceCreatedId,
        firedDateTime: essentials.startDateTime,
        essentialsVersion: '1.0',
        alertContextVersion: '1.0',
      },
      alertContext: context ?? {},
      customProperties: customProperties ?? null,
    },
  };
}

/** The next page is named by the service; a token must go nowhere else. */
function assertOurs(url: string, endpoint: string): void {
  if (new URL(url).origin !== new URL(endpoint).origin) {
    throw new Error(`refused to send a token to ${new URL(url).origin}, expected ${endpoint}`);
  }
}
