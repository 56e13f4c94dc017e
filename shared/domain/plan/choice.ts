import { z } from 'zod';
import { assetName } from '../asset';
import type { WayBack } from './wayBack';

const Version = z
  .string()
  .regex(
    /^[^\s:]{1,64}$|^\S+:[^\s:]{1,64}$|^azureml:\/\/\S+$/,
    'a version such as 1.4.0, or name:version',
  );

/** Versions by name; a bare number is one of the asset that a circuit ran before. */
export const NamedVersions = z.strictObject({
  environment: Version.optional(),
  model: Version.optional(),
});

/** Which revision a rollback goes back to, where a person or a policy says more than "the one before". */
export const TargetChoice = z.discriminatedUnion('target', [
  /** What each circuit ran before the release. */
  z.strictObject({ target: z.literal('previous') }),
  z.strictObject({ target: z.literal('version'), ...NamedVersions.shape }),
  /** The newest revision with a healthy period on record, circuit by circuit. */
  z.strictObject({ target: z.literal('lastKnownGood') }),
]);
export type TargetChoice = z.infer<typeof TargetChoice>;

/** The asset that `version` names beside the one that runs: `1.4.0` of `tf:1.5.0` is `tf:1.4.0`. */
function versionBeside(running: string, version: string): string {
  if (version.includes(':')) {
    return version.replace(/^azureml:(?!\/\/)/, '');
  }
  return running.startsWith('azureml://')
    ? running.replace(/\/versions\/[^/]+$/, `/versions/${version}`)
    : `${assetName(running)}:${version}`;
}

/** The versions that a choice names of what is taken back on a circuit. */
export function namedVersions(
  { environment, model }: Pick<WayBack, 'environment' | 'model'>,
  choice: Extract<TargetChoice, { target: 'version' }>,
): { environment?: string; model?: string } {
  return {
    ...(environment && choice.environment
      ? { environment: versionBeside(environment.to, choice.environment) }
      : {}),
    ...(model && choice.model ? { model: versionBeside(model.to, choice.model) } : {}),
  };
}
