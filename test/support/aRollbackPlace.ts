import type { HttpResponseInit } from '@azure/functions';
import { closeIncident } from '../../functions/activities/closeIncident';
import { consultGuards } from '../../functions/activities/consultGuards';
import { nextWave } from '../../functions/activities/nextWave';
import { openIncident } from '../../functions/activities/openIncident';
import { planFleet } from '../../functions/activities/planFleet';
import { readWork } from '../../functions/activities/readWork';
import { recordOutcomes } from '../../functions/activities/recordOutcomes';
import { startRestore } from '../../functions/activities/startRestore';
import { verifyPlants } from '../../functions/activities/verifyPlants';
import { watchPlant } from '../../functions/activities/watchPlant';
import { rollForward } from '../../functions/http/rollForward';
import { startRollback } from '../../functions/http/startRollback';
import { restorePlants } from '../../functions/orchestrators/restorePlants';
import { rollBackFleet } from '../../functions/orchestrators/rollBackFleet';
import { rollBackPlant } from '../../functions/orchestrators/rollBackPlant';
import type { Fleet } from '../../shared/domain/fleet';
import type { Deployments } from '../../shared/ports';
import { historiesIn } from '../../shared/records/histories';
import { incidentsIn } from '../../shared/records/incidents';
import { ledgerIn } from '../../shared/records/ledger';
import { quarantineIn } from '../../shared/records/quarantine';
import { releasesIn } from '../../shared/records/releases';
import { rollbacksIn } from '../../shared/records/rollbacks';
import { rulesIn } from '../../shared/records/rules';
import { signerIn } from '../../shared/records/signer';
import { aLog } from './aLog';
import { aRequest } from './aRequest';
import { aPolicy, start } from './builders';
import { FakeDurableClient } from './fakeDurableClient';
import type { MemoryBlobs } from './memoryBlobs';
import { MemoryLocks } from './memoryLocks';
import { replay } from './replay';
import type { Replayed } from './replay';

type Place = {
  blobs: MemoryBlobs;
  fleet: Fleet;
  deployments: Deployments;
  policy?: Parameters<typeof aPolicy>[0];
};

/** Everything a rollback needs, over real records: asked by HTTP, carried out by real activities. */
export function aRollbackPlace({ blobs, fleet, deployments, policy: over }: Place) {
  const policy = aPolicy({
    restore: { writes: { burst: 500 }, operationTimeoutMinutes: 60 },
    ...over,
  });
  const nothing = { answer: 'measured' as const, circuits: [] };
  const services = {
    deployments,
    releases: releasesIn(blobs),
    histories: historiesIn(blobs),
    ledger: ledgerIn(blobs),
    rules: rulesIn(blobs),
    quarantine: quarantineIn(blobs),
    incidents: incidentsIn(blobs),
    rollbacks: rollbacksIn(blobs),
    locks: new MemoryLocks(),
    signer: signerIn(blobs),
    now: () => start,
    telemetry: {
      evidence: async () => ({ asOf: start, since: start, jobs: nothing, metrics: nothing }),
    },
    settings: { fleet: async () => fleet, policy: async () => policy },
    log: aLog(),
  };
  const served =
    (activity: (ask: never, needs: typeof services) => Promise<unknown>) => (ask: never) =>
      activity(ask, services);
  const answers: Parameters<typeof replay>[1]['answers'] = {
    openIncident: served(openIncident),
    planFleet: served(planFleet),
    consultGuards: served(consultGuards),
    readPolicy: () => policy,
    nextWave: served(nextWave),
    readWork: served(readWork),
    startRestore: served(startRestore),
    watchPlant: served(watchPlant),
    recordOutcomes: served(recordOutcomes),
    verifyPlants: served(verifyPlants),
    closeIncident: served(closeIncident),
    restorePlants: async (input: unknown) =>
      (await replay(restorePlants, { input, answers })).result,
    rollBackPlant: async (input: unknown) =>
      (await replay(rollBackPlant, { input, answers })).result,
  };
  /** Carries out what a request started, if it started anything. */
  const carryOut = async (
    ask: (client: FakeDurableClient) => Promise<HttpResponseInit>,
  ): Promise<{ response: HttpResponseInit; replayed?: Replayed<unknown> }> => {
    const client = new FakeDurableClient();
    const response = await ask(client);
    const [begun] = client.started;
    return begun
      ? { response, replayed: await replay(rollBackFleet, { input: begun.input, answers }) }
      : { response };
  };
  return {
    services,
    /** An incident that was opened without a request, to its end. */
    carryOutIncident: (input: unknown) => replay(rollBackFleet, { input, answers }),
    /** POST /api/rollbacks, to its end. */
    rollBack: (body: object) =>
      carryOut((client) => startRollback(aRequest({ body }), client.asClient(), services)),
    /** POST /api/rollbacks/{id}/roll-forward, to its end. */
    rollForward: (id: string, body: object) =>
      carryOut((client) =>
        rollForward(aRequest({ body, params: { id } }), client.asClient(), services),
      ),
  };
}
