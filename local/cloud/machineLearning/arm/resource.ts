import { z } from 'zod';
import type { Identity } from './identity';

export const Tags = z.record(z.string(), z.string().nullable());

/** Who made and who last changed a resource, and when. */
export const SystemData = z.looseObject({
  createdAt: z.string(),
  createdBy: z.string(),
  createdByType: z.string(),
  lastModifiedAt: z.string(),
  lastModifiedBy: z.string(),
  lastModifiedByType: z.string(),
});
export type SystemData = z.infer<typeof SystemData>;

/** A whole resource as it is stored and answered; fields this code does not know stay as they are. */
export const ArmResource = z.looseObject({
  id: z.string(),
  name: z.string(),
  type: z.string(),
  location: z.string().optional(),
  tags: Tags.optional(),
  properties: z.looseObject({ provisioningState: z.string().optional() }),
  systemData: SystemData.optional(),
});
export type ArmResource = z.infer<typeof ArmResource>;

/** What a write says about a resource: all of it except what the service itself says. */
export type ResourceContent = {
  location?: string | undefined;
  tags?: z.infer<typeof Tags> | undefined;
  kind?: unknown;
  sku?: unknown;
  identity?: Identity | undefined;
  properties: Record<string, unknown>;
};
