import { setTimeout as pause } from 'node:timers/promises';
import { Rollback } from './api/answers';
import type { Api } from './api/api';
import type { Kit } from './command';
import { Failure, exits } from './failure';
import { steeredText, isKnown, tallyText } from './show/showIncident';
import { plantBars } from './show/plantBars';
import { plain } from './text/plain';

/** So many looks in a row may fail: the app may be starting again. */
const mostMisses = 30;

/** An orchestration that has come to one of these does nothing more, whatever the record says. */
const deadPhases = new Set(['failed', 'terminated', 'canceled', 'completed']);

/**
 * Shows a rollback while it goes on and comes back with it once it has ended. Follows it into the
 * incident that it was merged into, and sits out an app that is away for a while.
 */
export async function watch(
  { id, everySeconds }: { id: string; everySeconds: number },
  { api, screen }: Pick<Kit, 'api' | 'screen'>,
): Promise<Rollback> {
  const app = api();
  let watched = id;
  let told = '';
  let misses = 0;
  for (;;) {
    // oxlint-disable-next-line no-await-in-loop -- one look after the other
    const seen = await lookAt(app, watched);
    if (seen instanceof Failure) {
      misses += 1;
      if (misses > mostMisses) {
        throw seen;
      }
    } else if (seen.into !== undefined && seen.status === 'merged' && seen.into !== watched) {
      screen.say(`${plain(watched)} was merged into ${plain(seen.into)}`);
      watched = seen.into;
      continue;
    } else {
      misses = 0;
      screen.draw(hasEnded(seen) ? [] : plantBars(seen.plants));
    }
    const words = seen instanceof Failure ? `${seen.message}; trying again` : wordsFor(seen);
    if (words !== told) {
      screen.say(plain(words));
      told = words;
    }
    if (!(seen instanceof Failure) && hasEnded(seen)) {
      return seen;
    }
    // oxlint-disable-next-line no-await-in-loop -- as above
    await pause(everySeconds * 1000);
  }
}

async function lookAt(api: Api, id: string): Promise<Rollback | Failure> {
  try {
    return await api.get(`/api/rollbacks/${id}`, Rollback);
  } catch (error) {
    if (error instanceof Failure && error.exit === exits.unreachable) {
      return error;
    }
    throw error;
  }
}

function hasEnded({ status, phase = '' }: Rollback): boolean {
  return status === 'closed' || status === 'open' || status === 'merged' || deadPhases.has(phase);
}

/** A line for each thing that happens, not for each look. */
function wordsFor(rollback: Rollback): string {
  const { id, status, phase = '' } = rollback;
  if (!isKnown(rollback)) {
    return `${id}: ${phase === '' ? status : phase}`;
  }
  const { wave, control, tally, plants } = rollback;
  if (status !== 'rollingBack') {
    return `${id}: ${status}, ${tallyText(tally)}`;
  }
  const steered = control && steeredText(control);
  const where = plants.length === 0 ? '' : ` on ${plants.length} plants`;
  const turn = wave === undefined ? '' : `, wave ${wave + 1}`;
  return `${id}: ${phase || 'starting'}${turn}${where}${steered === undefined ? '' : `, ${steered}`}`;
}
