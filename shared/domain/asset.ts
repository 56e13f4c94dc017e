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

const inRegistry =
  /(?:^azureml:\/\/|\/)registries\/([^/]+)\/(environments|models)\/([^/]+)\/versions\/([^/]+)$/i;
const inWorkspace = /\/(?:environments|models)\/([^/]+)\/versions\/([^/]+)$/i;

/**
 * Takes any spelling of Azure's to the one we compare and show: a version of the workspace (ARM
 * id, asset id, `azureml:name:version`) to `name:version`, one of a registry to
 * `azureml://registries/…`. What is neither comes back as it is.
 */
export function shortAsset(id: string): string {
  const bare = id.replace(/^azureml:(?!\/\/)/i, '');
  const [, registry, kind, asset, number] = inRegistry.exec(bare) ?? [];
  if (registry && kind && asset && number) {
    return `azureml://registries/${registry}/${kind.toLowerCase()}/${asset}/versions/${number}`;
  }
  const [, name, version] = inWorkspace.exec(bare) ?? [];
  return name && version ? `${name}:${version}` : bare;
}

/** As the tools of Azure ML write it: `azureml:name:version`, or the id in a registry. */
export function longAsset(asset: string): string {
  return asset.startsWith('azureml://') ? asset : `azureml:${asset}`;
}

/** Compares assets in the form `shortAsset` gives them. */
export function sameAsset(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

/** The name without the version: `custom-tf-env`. Of what has no version, all of it. */
export function assetName(asset: string): string {
  return splitAsset(asset).name;
}

/** The version without the name: `1.5.0`; empty where there is none. */
export function assetVersion(asset: string): string {
  return splitAsset(asset).version;
}

function splitAsset(asset: string): { name: string; version: string } {
  const [, name, version] = inWorkspace.exec(asset) ?? [];
  if (name && version) {
    return { name, version };
  }
  const colon = asset.startsWith('azureml://') ? -1 : asset.lastIndexOf(':');
  return colon < 0
    ? { name: asset, version: '' }
    : { name: asset.slice(0, colon), version: asset.slice(colon + 1) };
}
