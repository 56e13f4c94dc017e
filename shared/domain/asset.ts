import { z } from 'zod';

/**
 * A version of an environment, in the short form people use: `custom-tf-env:1.5.0`.
 * Assets of a registry keep their whole id: `azureml://registries/…/versions/…`.
 */
export const EnvironmentVersion = z
  .string()
  .regex(
    /^(?:[A-Za-z0-9][\w.-]{0,254}:[\w.-]{1,64}|azureml:\/\/registries\/[^/\s]+\/environments\/[^/\s]+\/versions\/[^/\s]+)$/,
    'an environment as name:version, for example custom-tf-env:1.5.0',
  );
export type EnvironmentVersion = z.infer<typeof EnvironmentVersion>;

const workspaceAsset = /\/environments\/([^/]+)\/versions\/([^/]+)$/i;

/** Takes any spelling of Azure's (ARM id, `azureml:name:version`, registry id) to the short form. */
export function shortEnvironment(id: string): EnvironmentVersion {
  if (id.toLowerCase().startsWith('azureml://registries/')) {
    return id;
  }
  const [, name, version] = workspaceAsset.exec(id) ?? [];
  return name && version ? `${name}:${version}` : id.replace(/^azureml:/, '');
}

/** The name without the version: `custom-tf-env`. */
export function environmentName(version: EnvironmentVersion): string {
  return /\/environments\/([^/]+)/.exec(version)?.[1] ?? version.slice(0, version.lastIndexOf(':'));
}

export function sameEnvironment(a: EnvironmentVersion, b: EnvironmentVersion): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
