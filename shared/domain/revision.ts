import { z } from 'zod';
import { EnvironmentVersion } from './asset';

/** What a circuit runs. Without a model where none is known, or none was changed. */
export const Revision = z.strictObject({
  environment: EnvironmentVersion,
  /** As Azure ML writes it: `azureml://registries/…/models/…/versions/…`, or `name:version` of the workspace. */
  model: z.string().min(1).optional(),
});
export type Revision = z.infer<typeof Revision>;
