import type { Chance } from './chance';
import { iso } from './playRows';
import type { Rollout, Site } from './world';

/** The metadata a release pipeline writes: the runbook's fields, and the models where they change. */
export function releaseDocument(
  { id, at, changes, reached }: Rollout,
  sites: readonly Site[],
  chance: Chance,
): Record<string, unknown> {
  const patch = chance.whole(1, 8);
  const before = `1.5.${patch}`;
  const after = changes === 'model' ? before : `1.5.${patch + 1}`;
  const changed = sites.filter(({ key }) => reached.has(key));
  return {
    release_id: id,
    environment_version: after,
    previous_environment_version: before,
    updated_at: iso(at),
    deployments: changed.map((site) => ({
      plant_id: site.plant,
      circuit_id: site.circuit,
      previous_environment: `azureml:custom-tf-env:${before}`,
      ...(changes === 'environment'
        ? {}
        : {
            previous_model: modelId(site, site.modelVersion),
            model: modelId(site, site.modelVersion + 1),
          }),
    })),
  };
}

function modelId({ plant, circuit }: Site, version: number): string {
  return `azureml://registries/mlregistry-shared/models/sensor_model_${plant}_${circuit}/versions/${version}`;
}
