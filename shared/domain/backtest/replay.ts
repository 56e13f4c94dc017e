import { foldReceipts } from '../alert/foldReceipts';
import type { Folded } from '../alert/folded';
import { remembersFrom } from '../alert/memory';
import type { Memory } from '../alert/memory';
import type { Ending } from '../alert/receipt';
import { decide } from '../decide/decide';
import type { Decision } from '../decide/decision';
import type { RollbackKind } from '../decide/blamed';
import { aftermathOf, looksAfter } from '../lookAgain';
import type { Policy } from '../policy';
import type { Instant } from '../time';
import { askAgainAt } from '../triage';
import type { History } from './history';
import { recordRows } from './recordedRows';
import type { RecordedRows } from './recordedRows';
import { triageWindows } from './triageWindows';

export type RolledBack = { at: Instant; release: string; kind: RollbackKind };

/** What would have happened, had this policy been in force. */
export type Replay = {
  /** The decision of every window in which an alert stood, in order of time. */
  decisions: { window: Instant; at: Instant; decision: Decision }[];
  /** Each release at most once: what blames it later is merged. */
  rollBacks: RolledBack[];
  /** The first of the gravest decisions. */
  gravest: { at: Instant; action: Decision['action']; reason: string } | undefined;
  firstAlertAt: Instant | undefined;
  /** What becomes of the receipts. */
  endings: Record<Ending['ending'], number>;
};

const gravity: Decision['action'][] = [
  'ignore',
  'alert',
  'restart',
  'investigate',
  'escalate',
  'rollBack',
];

/**
 * Walks the triage windows of a history as the app does, with the functions the app decides by:
 * receipts are filed by when they came, a window is judged once it closes, by the rows that were
 * there to be found, and again while the evidence is unknown.
 */
export function replay(history: History, policy: Policy): Replay {
  const { fleet, receipts } = history;
  const rows = recordRows(history.rows);
  const memories: Memory[] = [];
  const result: Replay = {
    decisions: [],
    rollBacks: [],
    gravest: undefined,
    firstAlertAt: undefined,
    endings: { acted: 0, merged: 0, suppressed: 0, rejected: 0 },
  };
  const known = { history, rows, policy };
  let pending: Pending | undefined;
  const scene = { known, memories, result };
  for (const { window, closesAt, filed } of triageWindows(receipts, policy)) {
    pending = lookUntil(closesAt, pending, scene);
    const from = remembersFrom(closesAt, undefined);
    const remembered = memories.filter((memory) => memory.window >= from);
    const around = { fleet, policy, memories: remembered, asOf: closesAt };
    const { folded, standing, settled, memory } = foldReceipts(filed, around);
    memories.push({ window, ...memory });
    settled.forEach(({ ending }) => (result.endings[ending] += 1));
    if (folded.standing > 0) {
      const judged = judgeWindow(folded, closesAt, known);
      result.firstAlertAt ??= folded.firstFiredAt;
      result.decisions.push({ window, ...judged });
      result.endings[endingOf(judged, result)] += standing.length;
      const later = isUndecided(judged.decision) ? looksAfter(judged.at, policy) : [];
      pending = { window, alerts: folded, next: later[0], later: later.slice(1) };
    }
  }
  lookUntil(undefined, pending, scene);
  return result;
}

/** Alerts that are looked at again. Those of a later window take over from those before. */
type Pending = {
  window: Instant;
  alerts: Folded;
  next: Instant | undefined;
  later: readonly Instant[];
};

type Scene = { known: Known; memories: readonly Memory[]; result: Replay };

/** Looks again as often as is due before a moment, or as often as there is left; what is left after that. */
function lookUntil(
  until: Instant | undefined,
  pending: Pending | undefined,
  scene: Scene,
): Pending | undefined {
  const next = pending?.next;
  return pending === undefined || next === undefined || (until !== undefined && next >= until)
    ? pending
    : lookUntil(until, look(pending, next, scene), scene);
}

/** Looks again at what stands, as triage does. Undefined once there is no more to look for. */
function look(
  { window, alerts, later }: Pending,
  at: Instant,
  { known, memories, result }: Scene,
): Pending | undefined {
  if (aftermathOf(window, memories) !== 'standing') {
    return undefined;
  }
  const decision = decideAt(alerts, at, known);
  result.decisions.push({ window, at, decision });
  endingOf({ at, decision }, result);
  return isUndecided(decision)
    ? { window, alerts, next: later[0], later: later.slice(1) }
    : undefined;
}

function isUndecided(decision: Decision): boolean {
  return decision.action !== 'rollBack' && decision.undecided !== undefined;
}

type Judged = { at: Instant; decision: Decision };

type Known = { history: History; rows: RecordedRows; policy: Policy };

/** Judges a window, and asks again, as triage does, while an answer may yet come. */
function judgeWindow(alerts: Folded, closesAt: Instant, known: Known): Judged {
  const asked: [Instant, ...Instant[]] = [closesAt];
  for (;;) {
    const at = asked.at(-1) ?? closesAt;
    const decision = decideAt(alerts, at, known);
    const isUnknown = decision.action === 'escalate' && decision.evidence === 'unknown';
    const again = isUnknown ? askAgainAt(alerts, asked, known.policy) : undefined;
    if (again === undefined) {
      return { at, decision };
    }
    asked.push(again);
  }
}

function decideAt(alerts: Folded, now: Instant, { history, rows, policy }: Known): Decision {
  const { fleet, releases } = history;
  const evidence = rows.evidenceAt(now, { fleet, policy });
  return decide({ alerts, evidence, releases, fleet, policy, now });
}

/** Does what a decision says, in so far as it was not done before. */
function endingOf({ at, decision }: Judged, result: Replay): Ending['ending'] {
  const { action, reason } = decision;
  const isGraver =
    result.gravest === undefined ||
    gravity.indexOf(action) > gravity.indexOf(result.gravest.action);
  if (isGraver) {
    result.gravest = { at, action, reason };
  }
  if (action === 'ignore') {
    return 'suppressed';
  }
  if (decision.action !== 'rollBack') {
    return isGraver ? 'acted' : 'merged';
  }
  const fresh = decision.blamed.filter(
    ({ release }) => !result.rollBacks.some((known) => known.release === release),
  );
  result.rollBacks.push(...fresh.map(({ release, kind }) => ({ at, release, kind })));
  return fresh.length > 0 ? 'acted' : 'merged';
}
