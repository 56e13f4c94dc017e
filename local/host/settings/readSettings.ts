import { createAppSettings } from './appSettings';
import type { AppSettings } from './appSettings';
import { readHostJson } from './hostJson';
import type { HostJson } from './hostJson';
import { readLocalSettings } from './localSettings';
import type { LocalSettings } from './localSettings';

/** Everything an app's directory and the environment say about how to run it. */
export type Settings = {
  hostJson: HostJson;
  local: LocalSettings;
  app: AppSettings;
  /** The environment of the app's process, but for the address of the host. */
  env: Readonly<Record<string, string | undefined>>;
  nodeFlags: readonly string[];
};

/**
 * Reads local.settings.json and host.json. The environment wins over local settings. Throws when
 * something in them is wrong, or when the app is not for Node.
 */
export function readSettings(
  appDir: string,
  environment: Readonly<Record<string, string | undefined>>,
): Settings {
  const local = readLocalSettings(appDir);
  const env = {
    AZURE_FUNCTIONS_ENVIRONMENT: 'Development',
    FUNCTIONS_WORKER_RUNTIME: 'node',
    ...local.values,
    ...environment,
  };
  if (env.FUNCTIONS_WORKER_RUNTIME !== 'node') {
    throw new Error(
      `FUNCTIONS_WORKER_RUNTIME is "${env.FUNCTIONS_WORKER_RUNTIME}": this host runs apps for "node" only`,
    );
  }
  const hostJson = readHostJson(appDir, env);
  const app = createAppSettings(env);
  const flags = app.get('languageWorkers__node__arguments') ?? '';
  return { hostJson, local, app, env, nodeFlags: flags.split(/\s+/).filter(Boolean) };
}
