import * as contracts from '../shared/contracts';
import { serve } from '../shared/runtime/serve';
import type { Connected } from '../shared/runtime/services';
import { closeIncident } from './activities/closeIncident';
import { consultGuards } from './activities/consultGuards';
import { gatherAlerts } from './activities/gatherAlerts';
import { judgeAlerts } from './activities/judgeAlerts';
import { lookForDrift } from './activities/lookForDrift';
import { nextWave } from './activities/nextWave';
import { openIncident } from './activities/openIncident';
import { planFleet } from './activities/planFleet';
import { readPolicy } from './activities/readPolicy';
import { readWork } from './activities/readWork';
import { recordOutcomes } from './activities/recordOutcomes';
import { reportDrift } from './activities/reportDrift';
import { settleReceipts } from './activities/settleReceipts';
import { startRestore } from './activities/startRestore';
import { planSwitches } from './activities/planSwitches';
import { shiftRouting } from './activities/shiftRouting';
import { watchEndpoint } from './activities/watchEndpoint';
import { takeOutSibling } from './activities/takeOutSibling';
import { closeSwitch } from './activities/closeSwitch';
import { verifyPlants } from './activities/verifyPlants';
import { watchPlant } from './activities/watchPlant';

/** Registers everything that orchestrators can ask of the world: each under its contract's name. */
export function serveActivities(connected: Connected): void {
  serve(connected, contracts.readPolicy, readPolicy);
  serve(connected, contracts.gatherAlerts, gatherAlerts);
  serve(connected, contracts.judgeAlerts, judgeAlerts);
  serve(connected, contracts.openIncident, openIncident);
  serve(connected, contracts.settleReceipts, settleReceipts);
  serve(connected, contracts.planFleet, planFleet);
  serve(connected, contracts.consultGuards, consultGuards);
  serve(connected, contracts.startRestore, startRestore);
  serve(connected, contracts.nextWave, nextWave);
  serve(connected, contracts.readWork, readWork);
  serve(connected, contracts.watchPlant, watchPlant);
  serve(connected, contracts.recordOutcomes, recordOutcomes);
  serve(connected, contracts.verifyPlants, verifyPlants);
  serve(connected, contracts.closeIncident, closeIncident);
  serve(connected, contracts.lookForDrift, lookForDrift);
  serve(connected, contracts.reportDrift, reportDrift);
  serve(connected, contracts.planSwitches, planSwitches);
  serve(connected, contracts.shiftRouting, shiftRouting);
  serve(connected, contracts.watchEndpoint, watchEndpoint);
  serve(connected, contracts.takeOutSibling, takeOutSibling);
  serve(connected, contracts.closeSwitch, closeSwitch);
}
