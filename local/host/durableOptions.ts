import type { EngineOptions } from './durable/engine/engineOptions';
import { defaultEngineOptions } from './durable/engine/engineOptions';
import type { Versioning } from './durable/engine/versioning';
import type { HostJson } from './settings/hostJson';
import type { Settings } from './settings/readSettings';

/** What `extensions.durableTask` of host.json makes of the engine. */
export function durableOptions({ hostJson, app }: Settings): Partial<EngineOptions> {
  const { durableTask } = hostJson.extensions;
  const { maxConcurrentActivityFunctions, maxConcurrentOrchestratorFunctions } = durableTask;
  const { overridableExistingInstanceStates, httpSettings } = durableTask;
  const { limits } = defaultEngineOptions;
  return {
    hubName: app.expand(durableTask.hubName),
    defaultVersion: durableTask.defaultVersion ?? null,
    versioning: versioningOf(durableTask),
    limits: {
      ...limits,
      httpSleepMs: httpSettings?.defaultAsyncRequestSleepTimeMilliseconds ?? limits.httpSleepMs,
    },
    ...(maxConcurrentActivityFunctions !== undefined && { maxConcurrentActivityFunctions }),
    ...(maxConcurrentOrchestratorFunctions !== undefined && { maxConcurrentOrchestratorFunctions }),
    ...(overridableExistingInstanceStates !== undefined && {
      replacesRunning: overridableExistingInstanceStates === 'AnyState',
    }),
  };
}

/** A host without a version of its own, and without a wish, runs all versions. */
function versioningOf({
  defaultVersion,
  versionMatchStrategy,
  versionFailureStrategy,
}: HostJson['extensions']['durableTask']): Versioning {
  const unasked = defaultVersion === undefined ? 'None' : 'CurrentOrOlder';
  return {
    version: defaultVersion ?? '',
    match: versionMatchStrategy ?? unasked,
    onMismatch: versionFailureStrategy ?? 'Reject',
  };
}
