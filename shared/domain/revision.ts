import { z } from 'zod';
import { EnvironmentVersion, sameAsset } from './asset';

/** What a circuit runs. Without a model where none is known, or none was changed. */
export const Revision = z.strictObject({
  environment: EnvironmentVersion,
  /** As Azure ML writes it: `azureml://registries/…/models/…/versions/…`, or `name:version` of the workspace. */
  model: z.string().min(1).optional(),
});
export type Revision = z.infer<typeof Revision>;

/** What was found on a deployment: Azure may name no environment, or one that is no version. */
export type Found = { environment: string; model?: string | undefined };

/** Whether what was found is this revision; a revision without a model does not mind which. */
export function runs(found: Found, { environment, model }: Revision): boolean {
  return (
    sameAsset(found.environment, environment) &&
    (model === undefined || sameAsset(found.model ?? '', model))
  );
}

/** Whether two revisions are the same in all that both of them name. */
export function sameRevision(a: Revision, b: Revision): boolean {
  return (
    sameAsset(a.environment, b.environment) &&
    (a.model === undefined || b.model === undefined || sameAsset(a.model, b.model))
  );
}

/** For people: the environment, and the model where there is one. */
export function revisionText({ environment, model }: Found): string {
  const named = environment || 'no environment';
  return model === undefined ? named : `${named} with model ${model}`;
}

/** For people: what was found, with its model only where a model was expected. */
export function foundText(found: Found, expected: Revision): string {
  const { environment, model } = found;
  return expected.model === undefined
    ? revisionText({ environment })
    : revisionText({ environment, model: model ?? 'unknown' });
}
