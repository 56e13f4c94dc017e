import { z } from 'zod';
import type { Principal } from '../../identity/principal';
import { ArmError, badRequest } from '../arm/armError';
import type { Answer } from '../arm/call';
import { methodNotAllowed } from '../arm/methodNotAllowed';
import { parseBody } from '../arm/parseBody';
import { requireSubscription } from '../handlers/lookup';
import type { Simulation } from '../simulation';
import { alertProvider, alertResourceId, alertStates } from './alert';
import type { Alert } from './alert';
import { alertQuery } from './alertQuery';
import type { AlertQuery } from './alertQuery';
import { isWithin } from './alertRoute';
import type { AlertRoute } from './alertRoute';

type AlertCall = {
  method: string;
  query: URLSearchParams;
  apiVersion: string;
  principal: Principal;
  body: unknown;
};

/** Carries out a call on alerts. */
export function answerAlerts(simulation: Simulation, route: AlertRoute, call: AlertCall): Answer {
  const expected = route.on === 'changestate' ? 'POST' : 'GET';
  if (call.method !== expected) {
    throw methodNotAllowed(call.method, [expected]);
  }
  const [, subscription] = /^\/subscriptions\/([^/]+)/i.exec(route.scope) ?? [];
  if (subscription !== undefined) {
    requireSubscription(simulation.scope, subscription);
  }
  switch (route.on) {
    case 'list':
      return listAlerts(simulation, route.scope, call.query);
    case 'alert':
      return { status: 200, body: JSON.stringify(shown(required(simulation, route), everything)) };
    case 'history':
      return { status: 200, body: JSON.stringify(historyOf(required(simulation, route))) };
    case 'changestate':
      return changeState(simulation, required(simulation, route), call);
  }
}

function listAlerts({ alerts, origin, now }: Simulation, scope: string, query: URLSearchParams) {
  const asked = alertQuery(query, now());
  const { matches, sortBy, descending, from, size } = asked;
  const direction = descending ? -1 : 1;
  const sorted = alerts
    .all()
    .filter((alert) => isWithin(scope, alert.essentials.targetResource) && matches(alert))
    .toSorted((one, other) => direction * inOrder(sortKey(one, sortBy), sortKey(other, sortBy)));
  const value = sorted.slice(from, from + size).map((alert) => shown(alert, asked));
  if (from + size >= sorted.length) {
    return { status: 200, body: JSON.stringify({ value }) };
  }
  const next = new URLSearchParams(query);
  next.set('ctoken', String(from + size));
  const path = `${scope}/providers/${alertProvider}/alerts`;
  return {
    status: 200,
    body: JSON.stringify({ value, nextLink: `${origin}${path}?${next.toString()}` }),
  };
}

function required({ alerts }: Simulation, { scope, alertId }: { scope: string; alertId: string }) {
  const alert = alerts.get(alertId);
  if (!alert || !isWithin(scope, alert.essentials.targetResource)) {
    const message = `The alert '${alertId}' was not found.`;
    throw new ArmError(404, { code: 'AlertNotFound', message });
  }
  return alert;
}

const State = z.enum(alertStates);
const Comment = z.looseObject({ comments: z.string().optional(), comment: z.string().optional() });

/** What a person says about an alert changes nothing about what the monitor sees. */
function changeState(
  { alerts, now }: Simulation,
  alert: Alert,
  { query, body, principal }: AlertCall,
): Answer {
  const state = State.safeParse(query.get('newState'));
  if (!state.success) {
    const message = `The newState '${query.get('newState')}' is not valid: one of ${alertStates.join(', ')} was expected.`;
    throw badRequest('BadRequest', message);
  }
  const { comments, comment } = body === undefined ? {} : parseBody(Comment, body);
  const { alertState } = alert.essentials;
  if (state.data === alertState) {
    return { status: 200, body: JSON.stringify(shown(alert, everything)) };
  }
  const at = new Date(now()).toISOString();
  const changed: Alert = {
    ...alert,
    essentials: {
      ...alert.essentials,
      alertState: state.data,
      lastModifiedDateTime: at,
      lastModifiedUserName: principal.name,
    },
    history: [
      ...alert.history,
      {
        modificationEvent: 'StateChange',
        oldValue: alertState,
        newValue: state.data,
        modifiedAt: at,
        modifiedBy: principal.name,
        comments: comments ?? comment ?? '',
        description: `State changed from '${alertState}' to '${state.data}'`,
      },
    ],
  };
  alerts.save(changed);
  return { status: 200, body: JSON.stringify(shown(changed, everything)) };
}

type Show = Pick<AlertQuery, 'includeContext' | 'includeEgressConfig' | 'select'>;
const everything: Show = { includeContext: true, includeEgressConfig: true, select: undefined };

function shown(alert: Alert, { includeContext, includeEgressConfig, select }: Show): unknown {
  const { name, essentials, context, egressConfig, customProperties } = alert;
  const chosen = Object.entries(essentials).filter(
    ([one]) => select === undefined || select.includes(one.toLowerCase()),
  );
  return {
    id: alertResourceId(alert),
    name,
    type: `${alertProvider}/alerts`,
    properties: {
      essentials: Object.fromEntries(chosen),
      ...(includeContext ? { context } : {}),
      ...(includeEgressConfig ? { egressConfig } : {}),
      customProperties,
    },
  };
}

function historyOf(alert: Alert): unknown {
  const { alertId, name, history: modifications } = alert;
  const id = alertResourceId(alert);
  const type = `${alertProvider}/alerts`;
  return { id, name, type, properties: { alertId, modifications } };
}

function sortKey(alert: Alert, by: AlertQuery['sortBy']): string {
  return by === 'name' ? alert.name : alert.essentials[by];
}

function inOrder(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}
