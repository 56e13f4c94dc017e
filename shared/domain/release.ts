import { z } from 'zod';
import { EnvironmentVersion, assetName, sameAsset, shortAsset } from './asset';
import { Circuit, circuitKey, circuitName } from './fleet';
import { Revision } from './revision';
import { Instant, readInstant } from './time';

export const ReleaseId = z
  .string()
  .regex(/^[A-Za-z0-9][\w.-]{0,63}$/, 'letters, digits, dots, dashes and underscores, at most 64');

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

/**
 * What a release pipeline writes before it changes the first deployment, as the runbook has it;
 * `previous_spec` is the whole deployment as Azure ML returned it before the change.
 */
const ReleaseDocument = z.object({
  release_id: ReleaseId,
  environment_version: z.string().min(1),
  previous_environment_version: z.string().min(1),
  updated_at: AnyInstant,
  deployments: z
    .array(
      z.object({
        plant_id: Circuit.shape.plant,
        circuit_id: Circuit.shape.circuit,
        previous_environment: z.string().min(1),
        previous_spec: z.object({ properties: z.object({ environmentId: z.string() }) }).optional(),
      }),
    )
    .min(1),
});

/** One circuit's way back: what it ran before the release and what the release made it run. */
const Change = z.strictObject({
  ...Circuit.shape,
  from: Revision,
  to: Revision,
});
type Change = z.infer<typeof Change>;

export const Release = z.strictObject({
  id: ReleaseId,
  at: Instant,
  changes: z.array(Change),
});
export type Release = z.infer<typeof Release>;

export type ReleaseReading =
  | { status: 'read'; release: Release }
  | { status: 'missing' }
  | { status: 'unreadable'; reason: string };

/**
 * Reads release metadata. Refuses what is not whole or contradicts itself: a way back is
 * followed without asking, so half of one is worse than none.
 */
export function readRelease(text: string): ReleaseReading {
  const json = parseJson(text);
  if (json === undefined) {
    return unreadable(`not JSON (${text.length} characters, perhaps cut off)`);
  }
  const document = ReleaseDocument.safeParse(json);
  if (!document.success) {
    return unreadable(z.prettifyError(document.error));
  }

  const changes: Change[] = [];
  const seen = new Set<string>();
  for (const deployment of document.data.deployments) {
    const change = readChange(deployment, document.data.environment_version);
    if (typeof change === 'string') {
      return unreadable(`${deployment.plant_id}/${deployment.circuit_id} ${change}`);
    }
    if (seen.has(circuitKey(change))) {
      return unreadable(`${circuitName(change)} is in it twice`);
    }
    seen.add(circuitKey(change));
    changes.push(change);
  }
  const { release_id: id, updated_at: at } = document.data;
  return { status: 'read', release: { id, at, changes } };
}

type DeploymentEntry = z.infer<typeof ReleaseDocument>['deployments'][number];

/** The change, or what is wrong with it. */
function readChange(entry: DeploymentEntry, version: string): Change | string {
  const from = shortAsset(entry.previous_environment);
  if (!EnvironmentVersion.safeParse(from).success) {
    return `has previous_environment ${from}, expected name:version`;
  }
  const spec = entry.previous_spec?.properties.environmentId;
  if (spec !== undefined && !sameAsset(shortAsset(spec), from)) {
    return `says ${from}, but its stored spec ran ${shortAsset(spec)}`;
  }
  const to = version.includes(':') ? shortAsset(version) : `${assetName(from)}:${version}`;
  if (!EnvironmentVersion.safeParse(to).success) {
    return `was moved to ${to}, expected name:version`;
  }
  return {
    plant: entry.plant_id,
    circuit: entry.circuit_id,
    from: { environment: from },
    to: { environment: to },
  };
}

function unreadable(reason: string): ReleaseReading {
  return { status: 'unreadable', reason };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
