import { z } from 'zod';
import { EnvironmentVersion, assetName, sameAsset, shortAsset } from './asset';
import { Circuit, circuitKey, circuitName } from './fleet';
import { modelText } from './model';
import { ReleaseDocument } from './release/document';
import type { DeploymentEntry } from './release/document';
import { ReleaseId } from './release/releaseId';
import { Revision } from './revision';
import { DeploymentName, EndpointKind } from './switch/switch';
import { Instant } from './time';

export { ReleaseId } from './release/releaseId';

/** One circuit's way back: what it ran before the release and what the release made it run. */
const Change = z.strictObject({
  ...Circuit.shape,
  from: Revision,
  to: Revision,
});
export type Change = z.infer<typeof Change>;

const ReleaseSwitch = z.strictObject({
  plant: Circuit.shape.plant,
  kind: EndpointKind,
  from: DeploymentName,
  to: DeploymentName,
});

export const Release = z.strictObject({
  id: ReleaseId,
  at: Instant,
  changes: z.array(Change),
  /** Semantic, as the pipeline tags it. */
  version: z.string().optional(),
  changeCause: z.string().optional(),
  author: z.string().optional(),
  breakingChanges: z.array(z.string()).optional(),
  /** Migrations of data or schema that a rollback does not undo. */
  irreversibleMigrations: z.array(z.string()).optional(),
  /** Endpoints that it sent to another deployment, which stays beside the one before. */
  switches: z.array(ReleaseSwitch).optional(),
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
  return { status: 'read', release: { ...aboutIt(document.data), changes } };
}

function aboutIt(document: z.infer<typeof ReleaseDocument>): Omit<Release, 'changes'> {
  return {
    id: document.release_id,
    at: document.updated_at,
    version: document.version,
    changeCause: document.change_cause,
    author: document.author,
    breakingChanges: document.breaking_changes,
    irreversibleMigrations: document.irreversible_migrations,
    switches: document.switches?.map(({ plant_id: plant, kind, from, to }) => ({
      plant,
      kind,
      from,
      to,
    })),
  };
}

/** The change, or what is wrong with it. */
function readChange(entry: DeploymentEntry, version: string): Change | string {
  const environment = shortAsset(entry.previous_environment);
  if (!EnvironmentVersion.safeParse(environment).success) {
    return `has previous_environment ${environment}, expected name:version`;
  }
  const spec = entry.previous_spec?.properties;
  if (spec && !sameAsset(shortAsset(spec.environmentId), environment)) {
    return `says ${environment}, but its stored spec ran ${shortAsset(spec.environmentId)}`;
  }
  const released = entry.environment ?? version;
  const next = released.includes(':')
    ? shortAsset(released)
    : `${assetName(environment)}:${released}`;
  if (!EnvironmentVersion.safeParse(next).success) {
    return `was moved to ${next}, expected name:version`;
  }
  const models = modelsOf(entry);
  return typeof models === 'string'
    ? models
    : {
        plant: entry.plant_id,
        circuit: entry.circuit_id,
        from: { environment, ...(models.from === undefined ? {} : { model: models.from }) },
        to: { environment: next, ...(models.to === undefined ? {} : { model: models.to }) },
      };
}

/** Both models, where they are known; a release that names none leaves the model as it is. */
function modelsOf({
  previous_model: before,
  model,
  previous_spec: spec,
}: DeploymentEntry): { from: string | undefined; to: string | undefined } | string {
  const stored = modelText(spec?.properties.model);
  const said = before === undefined ? undefined : shortAsset(before);
  if (said !== undefined && stored !== undefined && !sameAsset(said, stored)) {
    return `says model ${said}, but its stored spec ran ${stored}`;
  }
  return { from: said ?? stored, to: model === undefined ? undefined : shortAsset(model) };
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
