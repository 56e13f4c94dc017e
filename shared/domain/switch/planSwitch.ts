import { hasSucceeded } from '../deployment';
import { same } from '../fleet';
import { quarantineOf } from '../quarantine';
import type { Quarantine } from '../quarantine';
import { Revision } from '../revision';
import { routingText } from './routing';
import type { EndpointReading, Routing, Sibling, SwitchAsk, SwitchPlan } from './switch';

export type Planned =
  { status: 'planned'; plan: SwitchPlan } | { status: 'refused'; reason: string };

/** What a canary keeps of the requests, step by step, in percent. */
const canaryWeights = [90, 50, 10, 0];

type Scene = { endpoint: string; live: EndpointReading; quarantine: Quarantine };

/**
 * Plans how one endpoint leaves a deployment for its warm sibling. The sibling is looked at before
 * anything is moved to it: it has to be there, to be well, and not to be in quarantine.
 */
export function planSwitch(ask: SwitchAsk, { endpoint, live, quarantine }: Scene): Planned {
  if (live.status !== 'read') {
    return refused(`endpoint ${endpoint} is ${live.status}: ${live.reason}`);
  }
  const to = live.siblings.find(({ name }) => same(name, ask.to));
  if (!to) {
    return refused(`${endpoint} has no deployment ${ask.to}, found ${namesOf(live.siblings)}`);
  }
  const doubt = doubtAbout(to, quarantine);
  if (doubt !== undefined) {
    return refused(doubt);
  }
  const from = leaving(ask, { ...live, to: to.name });
  if (typeof from === 'string') {
    return refused(from);
  }
  const revisions = { from: revisionOf(from), to: revisionOf(to) };
  if (typeof revisions.from === 'string' || typeof revisions.to === 'string') {
    return refused(
      [revisions.from, revisions.to].filter((one) => typeof one === 'string').join('; '),
    );
  }
  const { plant, kind, pace } = ask;
  return {
    status: 'planned',
    plan: {
      plant,
      endpoint,
      kind,
      from: { deployment: from.name, revision: revisions.from },
      to: { deployment: to.name, revision: revisions.to },
      begins: live.routing,
      steps: stepsOf(live.routing, { from: from.name, to: to.name, pace }),
    },
  };
}

function doubtAbout({ name, state, environment, model }: Sibling, quarantine: Quarantine) {
  if (!hasSucceeded(state)) {
    return `deployment ${name} is ${state || 'in no known state'}, expected Succeeded: nothing is sent to what is not well`;
  }
  const [found] = quarantineOf(quarantine, { environment, model });
  return found
    ? `deployment ${name} runs ${found.kind} ${found.asset}, in quarantine since incident ${found.incident}`
    : undefined;
}

type Live = { routing: Routing; siblings: readonly Sibling[]; to: string };

/** The deployment to leave, or why there is none. */
function leaving({ from }: SwitchAsk, { routing, siblings, to }: Live): Sibling | string {
  const serving = servingIn(routing);
  const others = serving.filter((name) => !same(name, to));
  if (others.length === 0) {
    return serving.length === 0
      ? 'the endpoint sends nothing to any deployment, so there is none to leave'
      : `already there: ${routingText(routing)}`;
  }
  const [only] = others;
  if (from === undefined && others.length > 1) {
    return `${others.join(' and ')} take requests besides ${to}: say which one to leave`;
  }
  const name = from ?? only;
  return (
    siblings.find(
      (one) => same(one.name, name ?? '') && others.some((other) => same(other, one.name)),
    ) ?? `deployment ${name} takes nothing that comes in: ${routingText(routing)}`
  );
}

function servingIn(routing: Routing): string[] {
  if (routing.kind === 'batch') {
    return routing.deployment === null ? [] : [routing.deployment];
  }
  return Object.entries(routing.traffic).flatMap(([name, share]) => (share > 0 ? [name] : []));
}

type Move = { from: string; to: string; pace: SwitchAsk['pace'] };

/** In an emergency all goes to the sibling at once; a canary's share goes down by weights. */
function stepsOf(routing: Routing, { from, to, pace }: Move): Routing[] {
  if (routing.kind === 'batch') {
    return [{ kind: 'batch', deployment: to }];
  }
  if (pace === 'emergency') {
    const names = Object.keys(routing.traffic);
    const none = Object.fromEntries(names.map((name) => [name, 0]));
    return [{ kind: 'online', traffic: { ...none, [to]: 100 }, mirror: {} }];
  }
  const left = routing.traffic[from] ?? 0;
  const both = left + (routing.traffic[to] ?? 0);
  return canaryWeights
    .map((weight) => Math.floor((both * weight) / 100))
    .filter((weight) => weight < left)
    .map((weight) => ({
      kind: 'online',
      traffic: { ...routing.traffic, [from]: weight, [to]: both - weight },
      mirror: {},
    }));
}

function revisionOf({ name, environment, model }: Sibling): Revision | string {
  const revision = Revision.safeParse({ environment, ...(model === undefined ? {} : { model }) });
  return revision.success
    ? revision.data
    : `deployment ${name} runs ${environment || 'no environment'}, which is no version`;
}

function namesOf(siblings: readonly Sibling[]): string {
  return siblings.map(({ name }) => name).join(', ') || 'none';
}

function refused(reason: string): Planned {
  return { status: 'refused', reason };
}
