import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import type { ControlRoute } from '../control/route';
import { AlertStore } from './alerts/alertStore';
import { defaultBehaviour } from './behaviour';
import { latencies } from './clock/latency';
import { chosenLatencies } from './clock/latencySetting';
import { pauseUntil } from './clock/pause';
import type { Pause } from './clock/pause';
import { seededRandom } from './clock/random';
import { serviceClock } from './clock/serviceClock';
import { alertRoutes } from './control/alertRoutes';
import { faultRoutes } from './control/faultRoutes';
import { jobRoutes } from './control/jobRoutes';
import { latencyRoutes } from './control/latencyRoutes';
import { operationRoutes } from './control/operationRoutes';
import { journalRoutes } from './control/journalRoutes';
import { chooseProfile, profileRoutes, storedProfile } from './control/profileRoutes';
import { resourceRoutes } from './control/resourceRoutes';
import { Faults } from './faults/faults';
import type { ContainerOptions, MachineLearningOptions } from './options';
import type { Service } from './server/serve';
import type { Scope, Simulation } from './simulation';
import { openDatabase } from './store/database';
import { JobStore } from './jobs/jobStore';
import { Journal } from './store/journal';
import { KeyStore } from './store/keyStore';
import { OperationStore } from './store/operationStore';
import { ResourceStore } from './store/resourceStore';
import { SettingStore } from './store/settingStore';
import { Throttle } from './throttle/throttle';

export type Surroundings = {
  /** Where the API is reached, as in `https://127.0.0.1:8443`. */
  origin: string;
  closing: AbortSignal;
};

export type Assembly = {
  database: DatabaseSync;
  service: Service;
  controlRoutes: ControlRoute[];
};

/** Opens the state and puts the parts of the simulator together around it. */
export function assemble(options: MachineLearningOptions, surroundings: Surroundings): Assembly {
  const { authenticate, log, speed, stateDirectory } = options;
  const database = openDatabase(stateDirectory);
  const faults = new Faults();
  const pause = pauseUntil(surroundings.closing);
  const simulation = simulate(options, database, { ...surroundings, pause });
  const { behaviour, settings } = simulation;
  const journal = new Journal(database, settings);
  if (options.profile !== undefined) {
    chooseProfile(settings, options.profile);
  }
  const { seed } = behaviour;
  const throttle = new Throttle({ speed, seed, profile: storedProfile(settings) });
  return {
    database,
    service: { ...surroundings, pause, simulation, authenticate, throttle, faults, journal, log },
    controlRoutes: [
      ...journalRoutes(journal),
      ...operationRoutes(simulation),
      ...latencyRoutes(settings),
      ...resourceRoutes(simulation),
      ...faultRoutes(faults),
      ...profileRoutes(throttle, settings),
      ...jobRoutes(simulation),
      ...alertRoutes(simulation),
    ],
  };
}

function simulate(
  options: MachineLearningOptions,
  database: DatabaseSync,
  { origin, pause }: Surroundings & { pause: Pause },
): Simulation {
  const { speed, stateDirectory } = options;
  const behaviour = { ...defaultBehaviour, ...options.behaviour };
  const random = seededRandom(behaviour.seed);
  const settings = new SettingStore(database);
  const durationMs = latencies(random, speed, () => chosenLatencies(settings));
  return {
    scope: scopeOf(options),
    behaviour,
    speed,
    database,
    resources: new ResourceStore(database),
    operations: new OperationStore(database),
    jobs: new JobStore(database),
    alerts: new AlertStore(database),
    keys: new KeyStore(database),
    settings,
    datastores: join(stateDirectory, 'datastores'),
    held: new Set(),
    origin,
    now: Date.now,
    serviceSeconds: serviceClock(settings, { speed, now: Date.now() }),
    take: (latency) => pause(durationMs(latency)),
    durationMs,
    random,
  };
}

function scopeOf(options: MachineLearningOptions): Scope {
  const { subscriptionId, tenantId, location, workspaces, registries = [] } = options;
  const placed = (container: ContainerOptions) => ({
    ...container,
    subscriptionId: container.subscriptionId ?? subscriptionId,
  });
  return {
    subscriptionId,
    tenantId,
    location,
    workspaces: workspaces.map(placed),
    registries: registries.map(placed),
  };
}
