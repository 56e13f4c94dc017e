import type { FreezeWindow } from '../policy/guards';
import { forPeople, secondsBetween } from '../time';
import type { Instant } from '../time';
import { passed, refused } from './question';
import type { Guard } from './question';

/** In a freeze nothing is rolled back; a window begins with its first moment and ends before its last. */
export const freezeWindow: Guard = ({ now, policy: { guards } }) => {
  const frozen = guards.freezeWindows.find((window) => liesIn(window, now));
  if (!frozen) {
    return passed(`no freeze holds at ${nameOf(now)}`);
  }
  const { reason } = frozen;
  return refused(`${nameOf(now)} lies in the freeze of ${spanOf(frozen)}: ${reason}`);
};

function liesIn(window: FreezeWindow, now: Instant): boolean {
  if (window.repeats === 'never') {
    return window.from <= now && now < window.to;
  }
  const week = 7 * 24 * 60;
  const from = minuteOfWeek(window.from);
  const length = (minuteOfWeek(window.to) - from + week) % week;
  return (minuteSinceMonday(now) - from + week) % week < length;
}

const days = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

/** Of `Fri 16:00`, since the week began. */
function minuteOfWeek(text: string): number {
  const [day = '', time = ''] = text.split(' ');
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return (days.indexOf(day) * 24 + hours) * 60 + minutes;
}

const aMonday: Instant = '1970-01-05T00:00:00.000Z';

/** Since the last Monday began, UTC, with what is left of the minute. */
function minuteSinceMonday(now: Instant): number {
  const week = 7 * 24 * 60;
  return (((secondsBetween(aMonday, now) / 60) % week) + week) % week;
}

function nameOf(now: Instant): string {
  return `${days[Math.floor(minuteSinceMonday(now) / (24 * 60))]} ${forPeople(now)}`;
}

function spanOf({ repeats, from, to }: FreezeWindow): string {
  return repeats === 'weekly'
    ? `every ${from} to ${to} UTC`
    : `${forPeople(from)} to ${forPeople(to)}`;
}
