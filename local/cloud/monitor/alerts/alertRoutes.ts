import { z } from 'zod';
import type { ControlResponse, ControlRoute } from '../../control/route';
import type { Workspace } from '../query/runQuery';
import type { AlertEngine } from './alertEngine';
import type { Notification } from './delivery/notification';
import { EvaluationError } from './evaluation/evaluationError';
import { evaluateLogRule } from './evaluation/evaluateLogRule';
import type { AlertStore } from './openAlertStore';
import { readResources } from './resources/readResources';
import type { AlertResources } from './resources/readResources';
import type { RuleReport } from './runRule';
import type { Place } from './template/functions';

export type AlertControl = {
  readonly store: AlertStore;
  readonly engine: Promise<AlertEngine>;
  readonly workspace: Promise<Workspace>;
  readonly clock: () => number;
  readonly speed: number;
  /** Where templates are deployed to. */
  readonly place: Place | undefined;
  /** Makes due what has just come up. */
  readonly wake: () => void;
};

/** Rules and action groups as resources, evaluation on demand, and what has been raised and sent. */
export function alertRoutes(control: AlertControl): ControlRoute[] {
  return [...ruleRoutes(control), ...outcomeRoutes(control)];
}

function ruleRoutes(control: AlertControl): ControlRoute[] {
  const path = '/monitor/rules';
  return [
    { method: 'PUT', path, handle: ({ body }) => putRules(control, body) },
    {
      method: 'GET',
      path,
      handle: () => ({ status: 200, body: control.store.resources.all.get('current') ?? [] }),
    },
    {
      method: 'DELETE',
      path,
      handle: async () => {
        await replace(control, { rules: [], actionGroups: new Map() }, []);
        return { status: 204 };
      },
    },
    {
      method: 'POST',
      path: `${path}/evaluate`,
      handle: ({ query }) => evaluateNow(control, query.get('rule') ?? undefined),
    },
  ];
}

async function putRules(control: AlertControl, body: unknown): Promise<ControlResponse> {
  const read = readResources(body, control.place);
  if (!read.ok) {
    return { status: 400, body: { error: read.message } };
  }
  const complaint = await complaintAbout(read.resources, control);
  if (complaint !== undefined) {
    return { status: 400, body: { error: complaint } };
  }
  await replace(control, read.resources, read.raw);
  const { rules, actionGroups } = read.resources;
  return { status: 200, body: { rules: rules.length, actionGroups: actionGroups.size } };
}

async function replace(
  { store, engine, clock, wake }: AlertControl,
  resources: AlertResources,
  raw: readonly unknown[],
): Promise<void> {
  const loaded = await engine;
  store.resources.set('current', [...raw]);
  loaded.replace(resources, clock());
  wake();
}

async function evaluateNow(
  { engine, clock, wake }: AlertControl,
  name: string | undefined,
): Promise<ControlResponse> {
  const reports = (await engine).evaluate(clock(), name);
  wake();
  return name !== undefined && reports.length === 0
    ? { status: 404, body: { error: `There is no enabled rule ${name}` } }
    : { status: 200, body: reports.map(reportBody) };
}

/** What is wrong with the query of a rule, found out before it is due. */
async function complaintAbout(
  { rules }: AlertResources,
  { workspace, clock, speed }: AlertControl,
): Promise<string | undefined> {
  const loaded = await workspace;
  const empty = { ...loaded, store: { ...loaded.store, rows: () => [] } };
  const now = clock();
  for (const rule of rules) {
    try {
      if (rule.kind === 'log') {
        evaluateLogRule(rule, { now, speed }, empty);
      }
    } catch (error) {
      if (error instanceof EvaluationError) {
        return `The rule ${rule.name}: ${error.message}`;
      }
      throw error;
    }
  }
  return undefined;
}

function reportBody({ rule, evaluation, events, error }: RuleReport): object {
  return {
    rule,
    error,
    window: evaluation && {
      start: timeText(evaluation.window.start),
      end: timeText(evaluation.window.end),
    },
    observations: evaluation?.observations.map(({ target, measurements, breached }) => ({
      target,
      measurements,
      breached,
    })),
    events: events.map(({ condition, alert, muted }) => ({
      monitorCondition: condition,
      alertId: alert.alertId,
      muted,
    })),
  };
}

const Since = z.coerce.number().int().min(0).default(0);

function outcomeRoutes({ store }: AlertControl): ControlRoute[] {
  return [
    {
      method: 'GET',
      path: '/monitor/alerts',
      handle: () => ({ status: 200, body: [...store.raised.all.values()] }),
    },
    {
      method: 'GET',
      path: '/monitor/deliveries',
      handle: ({ query }) => {
        const since = Since.safeParse(query.get('since') ?? undefined);
        if (!since.success) {
          return { status: 400, body: { error: `since: ${z.prettifyError(since.error)}` } };
        }
        const deliveries = [...store.notifications.all]
          .map(([id, notification]) => deliveryBody(Number(id), notification))
          .filter(({ sequence }) => sequence > since.data);
        return { status: 200, body: deliveries };
      },
    },
  ];
}

/** Without the query of the address, in which functions are given their keys. */
function deliveryBody(sequence: number, notification: Notification) {
  const { url, body, dueAt, attempts, ...rest } = notification;
  const { origin, pathname } = new URL(url);
  return {
    sequence,
    ...rest,
    url: `${origin}${pathname}`,
    attempts: attempts.map(({ at, ...answer }) => ({ at: timeText(at), ...answer })),
    dueAt: rest.status === 'pending' ? timeText(dueAt) : undefined,
    body: z.json().parse(JSON.parse(body)),
  };
}

function timeText(at: number): string {
  return new Date(at).toISOString();
}
