import * as df from 'durable-functions';
import * as contracts from '../shared/contracts';
import { triage } from './orchestrators/triage';
import { rollBackFleet } from './orchestrators/rollBackFleet';
import { restorePlants } from './orchestrators/restorePlants';
import { rollBackPlant } from './orchestrators/rollBackPlant';
import { switchFleet } from './orchestrators/switchFleet';
import { switchEndpoint } from './orchestrators/switchEndpoint';
import { sweep } from './orchestrators/sweep';

/** Registers every orchestration under its contract's name. */
export function registerOrchestrations(): void {
  df.app.orchestration(contracts.triage.name, triage);
  df.app.orchestration(contracts.rollBackFleet.name, rollBackFleet);
  df.app.orchestration(contracts.restorePlants.name, restorePlants);
  df.app.orchestration(contracts.rollBackPlant.name, rollBackPlant);
  df.app.orchestration(contracts.switchFleet.name, switchFleet);
  df.app.orchestration(contracts.switchEndpoint.name, switchEndpoint);
  df.app.orchestration(contracts.sweep.name, sweep);
}
