import { app } from '@azure/functions';
import * as df from 'durable-functions';
import { z } from 'zod';
import { readConfig } from '../shared/runtime/config';
import { connect } from '../shared/runtime/services';
import { createPlan } from './http/createPlan';
import { getAutonomy } from './http/getAutonomy';
import { getGate } from './http/getGate';
import { getHistory } from './http/getHistory';
import { getReceipt, getReceiptKey } from './http/getReceipt';
import { getReport } from './http/getReport';
import { getRollback } from './http/getRollback';
import { listCircuits } from './http/listCircuits';
import { listReleases } from './http/listReleases';
import { judgeRollback } from './http/judgeRollback';
import { listRollbacks } from './http/listRollbacks';
import { receiveAlert } from './http/receiveAlert';
import { recordRelease } from './http/recordRelease';
import { getKillSwitch, throwKillSwitch } from './http/killSwitch';
import { proposeForward } from './http/proposeForward';
import { rollForward } from './http/rollForward';
import { startRollback } from './http/startRollback';
import { steerRollback } from './http/steerRollback';
import { serveActivities } from './serveActivities';
import { registerOrchestrations } from './registerOrchestrations';
import { auditAlerts } from './triggers/auditAlerts';
import { handleAlert } from './triggers/handleAlert';
import { redriveDeadLetters } from './triggers/redriveDeadLetters';
import { reviewRollbacks } from './triggers/reviewRollbacks';
import { sweepFleet } from './triggers/sweepFleet';

/** Every function of the app: its name, what triggers it, and what it runs. */

const config = readConfig(process.env);
const connected = connect(config);
const { servicesFor } = connected;

app.hook.appStart(connected.prepare);

// HTTP.

app.http('receiveAlert', {
  methods: ['POST'],
  route: 'alerts',
  authLevel: 'function',
  handler: async (request, context) => receiveAlert(request, servicesFor(context)),
});

df.app.client.http('startRollback', {
  methods: ['POST'],
  route: 'rollbacks',
  authLevel: 'function',
  handler: async (request, client, context) => startRollback(request, client, servicesFor(context)),
});

app.http('createPlan', {
  methods: ['POST'],
  route: 'plans',
  authLevel: 'function',
  handler: async (request, context) => createPlan(request, servicesFor(context)),
});

app.http('recordRelease', {
  methods: ['POST'],
  route: 'releases',
  authLevel: 'function',
  handler: async (request, context) => recordRelease(request, servicesFor(context)),
});

app.http('getGate', {
  methods: ['GET'],
  route: 'gate/{release}',
  authLevel: 'function',
  handler: async (request, context) => getGate(request, servicesFor(context)),
});

app.http('listReleases', {
  methods: ['GET'],
  route: 'releases',
  authLevel: 'function',
  handler: async (request, context) => listReleases(request, servicesFor(context)),
});

app.http('listCircuits', {
  methods: ['GET'],
  route: 'circuits',
  authLevel: 'function',
  handler: async (request, context) => listCircuits(request, servicesFor(context)),
});

app.http('getHistory', {
  methods: ['GET'],
  route: 'circuits/{plant}/{circuit}/history',
  authLevel: 'function',
  handler: async (request, context) => getHistory(request, servicesFor(context)),
});

app.http('listRollbacks', {
  methods: ['GET'],
  route: 'rollbacks',
  authLevel: 'function',
  handler: async (_, context) => listRollbacks(servicesFor(context)),
});

df.app.client.http('getRollback', {
  methods: ['GET'],
  route: 'rollbacks/{id}',
  authLevel: 'function',
  handler: async (request, client, context) => getRollback(request, client, servicesFor(context)),
});

app.http('proposeForward', {
  methods: ['GET'],
  route: 'rollbacks/{id}/roll-forward',
  authLevel: 'function',
  handler: async (request, context) => proposeForward(request, servicesFor(context)),
});

df.app.client.http('rollForward', {
  methods: ['POST'],
  route: 'rollbacks/{id}/roll-forward',
  authLevel: 'function',
  handler: async (request, client, context) => rollForward(request, client, servicesFor(context)),
});

app.http('steerRollback', {
  methods: ['POST'],
  route: 'rollbacks/{id}/{action:regex(^(pause|resume|cancel|take-over|skip)$)}',
  authLevel: 'function',
  handler: async (request, context) => steerRollback(request, servicesFor(context)),
});

app.http('judgeRollback', {
  methods: ['POST'],
  route: 'rollbacks/{id}/verdict',
  authLevel: 'function',
  handler: async (request, context) => judgeRollback(request, servicesFor(context)),
});

app.http('getAutonomy', {
  methods: ['GET'],
  route: 'autonomy',
  authLevel: 'function',
  handler: async (_, context) => getAutonomy(servicesFor(context)),
});

app.http('getKillSwitch', {
  methods: ['GET'],
  route: 'kill-switch',
  authLevel: 'function',
  handler: async (_, context) => getKillSwitch(servicesFor(context)),
});

app.http('throwKillSwitch', {
  methods: ['PUT'],
  route: 'kill-switch',
  authLevel: 'function',
  handler: async (request, context) => throwKillSwitch(request, servicesFor(context)),
});

app.http('getReceipt', {
  methods: ['GET'],
  route: 'rollbacks/{id}/receipt',
  authLevel: 'function',
  handler: async (request, context) => getReceipt(request, servicesFor(context)),
});

app.http('getReceiptKey', {
  methods: ['GET'],
  route: 'receipt-key',
  authLevel: 'function',
  handler: async (_, context) => getReceiptKey(servicesFor(context)),
});

app.http('getReport', {
  methods: ['GET'],
  route: 'rollbacks/{id}/report',
  authLevel: 'function',
  handler: async (request, context) => getReport(request, servicesFor(context)),
});

// Queue and timer.

/** What the runtime says of the messages of a batch; where there is one, of that one. */
const Messages = z.union([
  z.object({ messageIdArray: z.array(z.coerce.string()) }),
  z
    .object({ messageId: z.coerce.string() })
    .transform(({ messageId }) => ({ messageIdArray: [messageId] })),
]);

df.app.client.serviceBusQueue('handleAlert', {
  connection: 'SERVICEBUS',
  queueName: config.serviceBus.queue,
  // A storm is filed by the hundred, not one by one.
  cardinality: 'many',
  handler: async (batch, client, context) => {
    const bodies: unknown[] = Array.isArray(batch) ? batch : [batch];
    const { messageIdArray: ids } = Messages.parse(context.triggerMetadata);
    const messages = bodies.map((body, index) => ({
      body,
      id: ids[index] ?? context.invocationId,
    }));
    return handleAlert(messages, client, servicesFor(context));
  },
});

df.app.client.timer('redriveDeadLetters', {
  schedule: '30 * * * * *',
  handler: async (_, client, context) => redriveDeadLetters(client, servicesFor(context)),
});

app.timer('reviewRollbacks', {
  schedule: '45 */10 * * * *',
  handler: async (_, context) => reviewRollbacks(servicesFor(context)),
});

df.app.client.timer('auditAlerts', {
  schedule: '15 */5 * * * *',
  handler: async (_, client, context) => auditAlerts(client, servicesFor(context)),
});

df.app.client.timer('sweepFleet', {
  schedule: config.sweepSchedule,
  handler: async (_, client, context) => sweepFleet(client, servicesFor(context)),
});

// Orchestrations.

registerOrchestrations();

// Activities.

serveActivities(connected);
