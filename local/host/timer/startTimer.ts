import { textProperty } from '../bindings';
import type { TriggeredFunction } from '../bindings';
import type { Invoker } from '../invoke';
import { invokeWithRetry } from '../invokeWithRetry';
import { textOf } from '../log';
import type { Log } from '../log';
import type { AppSettings } from '../settings/appSettings';
import type { Listener } from '../listener';
import type { Invocation } from '../worker/types';
import { parseSchedule } from './schedule';
import { resumeTimer } from './timerStatus';
import type { TimerStatus, TimerStatusStore } from './timerStatus';

export type TimerOptions = {
  invoker: Invoker;
  settings: AppSettings;
  statuses: TimerStatusStore;
  log: Log;
};

/** `setTimeout` takes no longer wait than this. */
const longestWaitMs = 2 ** 31 - 1;
const aMoment = 10;

/**
 * Runs a timer-triggered function on its schedule, never twice at once. An occurrence missed while
 * the host was down is made up for by one run, marked past due; a failed run does not stop the rest.
 * Rejects when the schedule is wrong.
 */
export async function startTimer(
  triggered: TriggeredFunction,
  options: TimerOptions,
): Promise<Listener> {
  const timer = new Timer(triggered, options);
  timer.start();
  return { stop: async () => timer.stop(), close: async () => {} };
}

/** A timer trigger's input, before the library changes the case of its keys. */
export function timerInvocation(
  { name, trigger }: TriggeredFunction,
  status: TimerStatus | undefined,
  isPastDue: boolean,
): Invocation {
  const never = '0001-01-01T00:00:00+00:00';
  const info = {
    Schedule: { AdjustForDST: true },
    ScheduleStatus: status
      ? { Last: status.last ?? never, Next: status.next, LastUpdated: status.lastUpdated }
      : null,
    IsPastDue: isPastDue,
  };
  const inputs = [{ name: trigger.name, data: { json: JSON.stringify(info) } }];
  return { functionName: name, inputs, triggerMetadata: {} };
}

/** Throws when this machine does not know the zone: it goes by names such as `Europe/Oslo`. */
function zoneOf(settings: AppSettings): string {
  const timeZone = settings.get('WEBSITE_TIME_ZONE') ?? 'UTC';
  return new Intl.DateTimeFormat('en', { timeZone }).resolvedOptions().timeZone;
}

class Timer {
  readonly #triggered: TriggeredFunction;
  readonly #options: TimerOptions;
  readonly #schedule: ReturnType<typeof parseSchedule>;
  readonly #isMonitored: boolean;
  #status: TimerStatus | undefined;
  #alarm: NodeJS.Timeout | undefined;
  readonly #stopping = new AbortController();

  constructor(triggered: TriggeredFunction, options: TimerOptions) {
    this.#triggered = triggered;
    this.#options = options;
    const schedule = options.settings.expand(textProperty(triggered.trigger, 'schedule') ?? '');
    this.#schedule = parseSchedule(schedule, zoneOf(options.settings));
    const useMonitor = triggered.trigger.binding['useMonitor'] !== false;
    this.#isMonitored = useMonitor && !this.#schedule.isDense;
  }

  start(): void {
    const { name, trigger } = this.#triggered;
    const { statuses } = this.#options;
    const known = this.#isMonitored ? statuses.read(name) : undefined;
    const { isPastDue, status } = resumeTimer(this.#schedule, known, new Date());
    this.#record(status);
    if (isPastDue) {
      void this.#run('Timer is past due on startup', { isPastDue: true });
    } else if (trigger.binding['runOnStartup'] === true) {
      void this.#run('Timer is configured to run on startup');
    } else {
      this.#await(status?.next);
    }
  }

  stop(): void {
    this.#stopping.abort();
    clearTimeout(this.#alarm);
  }

  #await(due: Date | undefined): void {
    if (due === undefined || this.#stopping.signal.aborted) {
      return;
    }
    const wait = due.getTime() - Date.now();
    this.#alarm = setTimeout(
      () => {
        // A clock that jumped back, or a wait too long for one alarm.
        if (due.getTime() - Date.now() > aMoment) {
          this.#await(due);
          return;
        }
        void this.#run(`Timer fired at ${new Date().toISOString()}`, { due });
      },
      Math.min(Math.max(wait, 0), longestWaitMs),
    );
  }

  async #run(
    reason: string,
    { isPastDue = false, due = new Date(0) }: { isPastDue?: boolean; due?: Date } = {},
  ): Promise<void> {
    const { invoker, log } = this.#options;
    // An alarm may ring a moment early, and must not ring twice for the same occurrence.
    const firedAt = new Date(Math.max(Date.now(), due.getTime()));
    const shown = this.#isMonitored ? this.#status : undefined;
    const { retry: policy } = this.#triggered;
    const retrying = { invoker, log, policy, signal: this.#stopping.signal };
    try {
      await invokeWithRetry(retrying, timerInvocation(this.#triggered, shown, isPastDue), {
        reason,
      });
    } catch (error) {
      log('debug', `Function.${this.#triggered.name}`, `The timer goes on after: ${textOf(error)}`);
    }
    const now = new Date(Math.max(Date.now(), firedAt.getTime()));
    const next = this.#schedule.next(now);
    this.#record(next && { last: firedAt, next, lastUpdated: now });
    this.#await(next);
  }

  #record(status: TimerStatus | undefined): void {
    this.#status = status;
    if (this.#isMonitored && status !== undefined) {
      this.#options.statuses.write(this.#triggered.name, status);
    }
  }
}
