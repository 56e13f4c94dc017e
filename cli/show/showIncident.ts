import type { Outcome } from '../../shared/domain/deployment';
import { circuitName } from '../../shared/domain/fleet';
import type { Control } from '../../shared/domain/restore/control';
import type { Tally } from '../../shared/domain/report';
import { duration, forPeople, secondsBetween } from '../../shared/domain/time';
import type { KnownRollback, Rollback, Summary } from '../api/answers';
import type { Look, Style } from '../text/look';
import { plain } from '../text/plain';
import { table } from '../text/table';
import { counted } from './circuitNames';
import { facts } from './facts';
import { plantBars } from './plantBars';

/** One incident as it stands: what it is about, how far it is, and what is wrong with it. */
export function showIncident(incident: Rollback, look: Look): string[] {
  if (!isKnown(incident)) {
    const { id, status, phase, into } = incident;
    const where = into === undefined ? (phase ?? 'not on record yet') : `into ${into}`;
    return [`${plain(id)}  ${look.paint('yellow', status)}  ${plain(where)}`];
  }
  const { plants, status } = incident;
  return [
    headline(incident, look),
    ...aboutIt(incident, look),
    ...(status === 'rollingBack' && plants.length > 0 ? ['', ...plantBars(plants)] : []),
    ...troubleIn(incident.outcomes, look),
  ];
}

export function isKnown(incident: Rollback): incident is KnownRollback {
  return 'reason' in incident;
}

/** `open` is for a person, so it is what the eye is to find. */
export function statusStyle(status: string): Style {
  switch (status) {
    case 'closed':
      return 'green';
    case 'open':
      return 'red';
    default:
      return 'yellow';
  }
}

export function tallyText({ restored, untouched, unverified, failed }: Tally): string {
  return `${restored} restored, ${untouched} untouched, ${unverified} unverified, ${failed} failed`;
}

function headline({ id, status, kind, release, into }: KnownRollback, look: Look): string {
  const what = release === undefined ? kind : `${kind} of ${release}`;
  const merged = typeof into === 'string' ? ` into ${plain(into)}` : '';
  const word = look.paint(
    statusStyle(status),
    status === 'open' ? 'open: a person is needed' : status,
  );
  return `${look.paint('bold', plain(id))}  ${word}${merged}  ${plain(what)}`;
}

function aboutIt(incident: KnownRollback, look: Look): string[] {
  const { reason, trouble, origin, openedAt, endedAt, circuits, tally, phase, wave, control } =
    incident;
  const took = endedAt && duration(secondsBetween(openedAt, endedAt));
  const where = wave === undefined ? phase : `${phase}, wave ${wave + 1}`;
  return facts(
    [
      ['why', reason],
      ['trouble', trouble && { text: trouble, style: 'red' }],
      ['asked by', originText(origin)],
      ['opened', forPeople(openedAt)],
      ['ended', endedAt && `${forPeople(endedAt)}, after ${took}`],
      ['phase', endedAt === undefined ? where : undefined],
      ['steered', control && steeredText(control)],
      ['circuits', circuits === 0 ? undefined : `${circuits}: ${tallyText(tally)}`],
    ],
    look,
  );
}

function originText({ by, name, alerts }: Summary['origin']): string {
  switch (by) {
    case 'alerts':
      return counted(alerts ?? 0, 'alert');
    case 'person':
      return name ?? 'a person';
    default:
      return by;
  }
}

/** Undefined while nobody has steered it. */
export function steeredText({ state, skipped, by, reason }: Control): string | undefined {
  const words: Record<Control['state'], string> = {
    running: 'running',
    paused: 'paused',
    cancelled: 'cancelled',
    takenOver: 'taken over',
  };
  if (state === 'running' && skipped.length === 0) {
    return undefined;
  }
  const left = skipped.length === 0 ? '' : `, without ${skipped.map(circuitName).join(', ')}`;
  return `${words[state]}${left}${by === undefined ? '' : ` by ${by}`}${reason === undefined ? '' : `: ${reason}`}`;
}

/** Circuits that are not as they should be, each with its reason. */
function troubleIn(outcomes: readonly Outcome[], look: Look): string[] {
  const rows = outcomes.flatMap((outcome) =>
    outcome.status === 'restored'
      ? []
      : [
          [
            circuitName(outcome.target),
            {
              text: outcome.status,
              style: outcome.status === 'untouched' ? ('yellow' as const) : ('red' as const),
            },
            outcome.reason,
          ],
        ],
  );
  return rows.length === 0
    ? []
    : ['', ...table({ heads: ['circuit', 'outcome', 'why'], rows }, look)];
}
