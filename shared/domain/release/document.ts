import { z } from 'zod';
import { Circuit } from '../fleet';
import { DeploymentName, EndpointKind } from '../switch/switch';
import { readInstant } from '../time';
import { Integrity } from './integrity';
import { ReleaseId } from './releaseId';

const AnyInstant = z.string().transform((text, context) => {
  const at = readInstant(text);
  if (at === undefined) {
    context.addIssue({
      code: 'custom',
      message: `a moment such as 2025-12-09T14:30:00Z, found ${text}`,
    });
    return z.NEVER;
  }
  return at;
});

const Asset = z.string().min(1);

const DeploymentEntry = z.object({
  plant_id: Circuit.shape.plant,
  circuit_id: Circuit.shape.circuit,
  previous_environment: Asset.describe('What it ran before, as name:version or any id of Azure'),
  environment: Asset.optional().describe('What the release makes it run; else environment_version'),
  previous_model: Asset.optional(),
  model: Asset.optional().describe('The model of the release; without it the model stays'),
  previous_spec: z
    .object({ properties: z.object({ environmentId: z.string(), model: z.unknown().optional() }) })
    .optional()
    .describe('The whole deployment as Azure ML returned it before the change'),
});
export type DeploymentEntry = z.infer<typeof DeploymentEntry>;

/**
 * What a release pipeline writes before it changes the first deployment: the runbook's document,
 * and all beside it that makes the way back certain. Fields nobody here knows are kept.
 */
export const ReleaseDocument = z.object({
  release_id: ReleaseId,
  environment_version: z.string().min(1),
  previous_environment_version: z.string().min(1),
  updated_at: AnyInstant,
  version: z.string().min(1).optional().describe('Semantic version of the release'),
  change_cause: z.string().min(1).optional(),
  author: z.string().min(1).optional(),
  breaking_changes: z.array(z.string().min(1)).optional(),
  irreversible_migrations: z
    .array(z.string().min(1))
    .optional()
    .describe('Migrations of data or schema that a rollback does not undo'),
  deployments: z.array(DeploymentEntry).min(1),
  switches: z
    .array(
      z.object({
        plant_id: Circuit.shape.plant,
        kind: EndpointKind,
        from: DeploymentName.describe('What took jobs or requests before'),
        to: DeploymentName,
      }),
    )
    .optional()
    .describe(
      'Endpoints that the release sent to another deployment, with the one before kept warm',
    ),
  integrity: Integrity.optional(),
});
