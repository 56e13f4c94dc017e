import type { DurableClient } from 'durable-functions';
import { triage } from '../../shared/contracts';
import { alertKey } from '../../shared/domain/alert/alert';
import { findMissingAlerts } from '../../shared/domain/alert/onFile';
import type { Incident } from '../../shared/domain/incident';
import { reportOf } from '../../shared/domain/report';
import { compact, minusMinutes, windowStart } from '../../shared/domain/time';
import type { Instant } from '../../shared/domain/time';
import { startOnce, statusOf } from '../../shared/durable/startOnce';
import type { Services } from '../../shared/ports';
import { handleAlert } from './handleAlert';

type Needs = Pick<Services, 'alertsOnFile' | 'receipts' | 'incidents' | 'settings' | 'log' | 'now'>;

const auditedMinutes = { windows: 24 * 60, receipts: 120 } as const;

/** Longer than a triage takes to come to endings, and than an action group goes on trying. */
const graceMinutes = 20;

/** After that a person is called: judging it once more would not end otherwise. */
const attempts = 3;

/**
 * Timer: accounts for every alert. What was filed and came to no end is judged again, and in the
 * end a person's to judge; what fired and never arrived is taken from Azure Monitor's own file.
 */
export async function auditAlerts(client: DurableClient, services: Needs): Promise<void> {
  const at = services.now();
  await endWhatHasNone(at, client, services);
  await fetchWhatNeverCame(at, client, services);
}

async function endWhatHasNone(at: Instant, client: DurableClient, services: Needs): Promise<void> {
  const { receipts, log } = services;
  const before = minusMinutes(at, graceMinutes);
  const { unended, strays } = await receipts.unaccounted({
    since: minusMinutes(at, auditedMinutes.windows),
    recent: minusMinutes(at, auditedMinutes.receipts),
    before,
  });
  if (strays.length > 0) {
    log.warn('receipts filed again', { receipts: strays.map(({ id }) => id) });
    await handleAlert(
      strays.map((body) => ({ id: body.id, body })),
      client,
      services,
    );
  }
  const lost: Instant[] = [];
  for (const window of unended) {
    // oxlint-disable-next-line no-await-in-loop -- rarely more than one, and no hurry
    if ((await judgeAgain(window, client)) === 'given up') {
      lost.push(window);
    }
  }
  if (unended.length > 0) {
    log.warn('windows without endings', { windows: unended, lost });
  }
  if (lost.length > 0) {
    await callPerson(lost, at, services);
  }
}

/** Starts the triage of a window anew, as often as is worth it; each time once. */
async function judgeAgain(window: Instant, client: DurableClient): Promise<'begun' | 'given up'> {
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    const id = `triage-again-${compact(window)}-${attempt}`;
    // oxlint-disable-next-line no-await-in-loop -- an attempt follows only on the one before
    const status = await statusOf(client, id);
    if (status === undefined) {
      // oxlint-disable-next-line no-await-in-loop -- as above
      await startOnce(client, triage, { id, input: { window, closesAt: window } });
      return 'begun';
    }
    const runtime: string = status.runtimeStatus;
    if (runtime === 'Running' || runtime === 'Pending') {
      return 'begun';
    }
  }
  return 'given up';
}

async function callPerson(
  windows: readonly Instant[],
  at: Instant,
  { incidents }: Needs,
): Promise<void> {
  const reason = `alerts came and have no ending after ${attempts} attempts, in the windows from ${windows.join(', ')}`;
  const incident: Incident = {
    id: `alerts-without-ending-${compact(windowStart(at, 24 * 3600))}`,
    status: 'open',
    kind: 'unexplained',
    origin: { by: 'sweep' },
    reason,
    failing: [],
    openedAt: at,
    outcomes: [],
  };
  if (!(await incidents.read(incident.id))) {
    const story = { phases: [], outcomes: [], checks: [], trouble: reason };
    await incidents.saveReport(reportOf(incident, story, at));
  }
}

/** What fired and has resolved unheard is past mending: it is only told. */
async function fetchWhatNeverCame(
  at: Instant,
  client: DurableClient,
  services: Needs,
): Promise<void> {
  const { alertsOnFile, receipts, settings, log } = services;
  const since = minusMinutes(at, auditedMinutes.windows);
  try {
    const [onFile, memories, policy] = await Promise.all([
      alertsOnFile.ofLastDay(),
      receipts.recall(at, since),
      settings.policy(),
    ]);
    const heard = memories.flatMap(({ fired, resolved }) => [...fired, ...resolved]);
    const missing = findMissingAlerts(onFile, {
      arrived: new Set(heard.map(([key]) => key)),
      policy,
      before: minusMinutes(at, graceMinutes),
    });
    if (missing.length === 0) {
      return;
    }
    const alerts = missing.map(({ id, rule, condition }) => ({ id, rule, condition }));
    log.warn('alerts never arrived', { count: missing.length, alerts: alerts.slice(0, 50) });
    const standing = missing.filter(({ condition }) => condition === 'Fired');
    const messages = standing.map(({ id: alert, body }) => {
      // The same in every audit, so that it counts once.
      const id = `audit-${alertKey(alert)}`;
      return { id, body: { id, receivedAt: at, body } };
    });
    if (messages.length > 0) {
      await handleAlert(messages, client, services);
    }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    log.warn('alerts on file not compared', { reason });
  }
}
