import type { Chance } from './chance';
import type { Trouble } from './world';

type Effect = Omit<Trouble, 'since' | 'until'>;

/** What a broken image does to every circuit that runs in it. */
export function brokenEnvironment(chance: Chance): Effect {
  return chance.pick<() => Effect>([
    () => ({
      failsJobs: chance.between(0.85, 1),
      error: chance.pick([
        {
          code: 'UserError',
          message: 'ImportError: libcudnn.so.9: cannot open shared object file',
        },
        { code: 'UserError', message: "ModuleNotFoundError: No module named 'sklearn.externals'" },
        { code: 'SystemError', message: 'Container exited with code 137' },
      ]),
    }),
    () => ({ errorRate: chance.between(0.1, 0.6) }),
    () => ({ f1Drop: chance.between(0.24, 0.45), anomalyTimes: chance.between(1, 4) }),
    () => ({
      failsJobs: chance.between(0.4, 0.7),
      error: {
        code: 'UserError',
        message: 'numpy.dtype size changed, may indicate binary incompatibility',
      },
      errorRate: chance.between(0.08, 0.3),
    }),
  ])();
}

/** What a bad model does to the circuit that scores with it. */
export function badModel(chance: Chance): Effect {
  return chance.pick<() => Effect>([
    () => ({ f1Drop: chance.between(0.24, 0.45) }),
    () => ({ f1Drop: chance.between(0.24, 0.4), anomalyTimes: chance.between(2, 6), drift: 0.2 }),
    () => ({ errorRate: chance.between(0.1, 0.6) }),
    () => ({
      failsJobs: chance.between(0.9, 1),
      error: {
        code: 'UserError',
        message: "KeyError: 'pressure_mean_24h' is not in the signature",
      },
    }),
  ])();
}

/** What missing, cut off or shifted data does to every circuit that reads it, whatever it runs. */
export function badData(chance: Chance): Effect {
  return chance.pick<() => Effect>([
    () => ({
      failsJobs: chance.between(0.9, 1),
      error: chance.pick([
        {
          code: 'UserError',
          message: 'ScriptExecution.StreamAccess.NotFound: input data asset is empty',
        },
        // The data team's outage may look just like code of ours.
        { code: 'UserError', message: 'KeyError: timestamp' },
      ]),
    }),
    () => ({ errorRate: chance.between(0.1, 0.6) }),
    () => ({
      f1Drop: chance.between(0.24, 0.4),
      anomalyTimes: chance.between(2, 8),
      drift: chance.between(0.1, 0.5),
    }),
  ])();
}
