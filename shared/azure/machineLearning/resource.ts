import { z } from 'zod';

export const Identity = z.looseObject({
  userAssignedIdentities: z.record(z.string(), z.unknown()).nullish(),
});

/**
 * A batch deployment as ARM returns it. Loose on purpose: whatever newer API versions add must
 * come back unchanged in the PUT.
 */
export const DeploymentResource = z.looseObject({
  tags: z.record(z.string(), z.string()).nullish(),
  identity: Identity.nullish(),
  properties: z.looseObject({
    environmentId: z.string().nullish(),
    model: z.unknown().optional(),
    provisioningState: z.string().default('Unknown'),
  }),
});
export type DeploymentResource = z.infer<typeof DeploymentResource>;

/** What the service sets itself and does not take back. */
const readOnly = new Set(['id', 'name', 'type', 'systemData', 'etag']);

/** What is set on a deployment, as it goes on the wire; all else of it stays. */
export type WireSetting = {
  properties: { environmentId?: string; model?: unknown };
  tags: Record<string, string>;
};

/** The whole deployment as it is to be written, without what the service sets itself. */
export function withSetting(
  resource: DeploymentResource,
  setting: WireSetting,
): Record<string, unknown> & { properties: Record<string, unknown> } {
  const { properties, ...rest } = writable(resource);
  return {
    ...rest,
    tags: { ...resource.tags, ...setting.tags },
    properties: { ...properties, ...setting.properties },
  };
}

/** What of a deployment a client can set. Throws when it is no deployment. */
export function writable(
  found: Readonly<Record<string, unknown>>,
): Record<string, unknown> & { properties: Record<string, unknown> } {
  const resource = DeploymentResource.parse(found);
  const { provisioningState: _, ...properties } = resource.properties;
  const rest = Object.entries(resource).filter(([name]) => !readOnly.has(name));
  return {
    ...Object.fromEntries(rest),
    ...(resource.identity ? { identity: writableIdentity(resource.identity) } : {}),
    properties,
  };
}

/** Which identities, without the ids of theirs that the directory gives out. */
export function writableIdentity(identity: z.infer<typeof Identity>): Record<string, unknown> {
  const { principalId: _, tenantId: __, userAssignedIdentities: assigned, ...rest } = identity;
  const names = Object.keys(assigned ?? {});
  return assigned
    ? { ...rest, userAssignedIdentities: Object.fromEntries(names.map((name) => [name, {}])) }
    : rest;
}

const ErrorBody = z.object({ error: z.object({ code: z.string(), message: z.string() }) });

/** The service's own words for a refusal, as `Code: message`. */
export function errorText({
  status,
  bodyAsText,
}: {
  status: number;
  bodyAsText?: string | null;
}): string {
  const parsed = ErrorBody.safeParse(readJson(bodyAsText));
  return parsed.success
    ? `${parsed.data.error.code}: ${parsed.data.error.message}`
    : `HTTP ${status}`;
}

export function readJson(text: string | null | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
}
