import type { Timer } from '../store/timers';
import type { EngineParts } from './engineParts';

/** How many fire in one transaction. */
const BATCH = 500;

/** Fires timers when they are due: late if need be, never early. */
export class TimerService {
  private readonly parts: EngineParts;
  private readonly onFault: (error: unknown) => void;
  private armedFor = Infinity;
  private disarm: () => void = () => {};
  private stopped = false;

  constructor(parts: EngineParts, onFault: (error: unknown) => void) {
    this.parts = parts;
    this.onFault = onFault;
  }

  start(): void {
    this.arm(this.parts.store.timers.next() ?? Infinity);
  }

  /** A timer has been set: there may be less time left than before. */
  note(fireAt: number): void {
    if (fireAt < this.armedFor) {
      this.arm(fireAt);
    }
  }

  stop(): void {
    this.stopped = true;
    this.disarm();
  }

  private arm(due: number): void {
    this.disarm();
    this.armedFor = due;
    if (due !== Infinity && !this.stopped) {
      this.disarm = this.parts.clock.at(due, () => this.fire());
    }
  }

  private fire(): void {
    if (this.stopped) {
      return;
    }
    const { store, mail, clock } = this.parts;
    try {
      const due = store.timers.due(clock.now(), BATCH);
      if (due.length > 0) {
        mail.commit('timers', (send) => {
          for (const timer of due) {
            store.timers.delete(timer);
            send(fired(timer, clock.now()));
          }
        });
      }
      this.arm(store.timers.next() ?? Infinity);
    } catch (error) {
      this.onFault(error);
    }
  }
}

function fired({ instanceId, executionId, taskId, fireAt }: Timer, at: number) {
  return { instanceId, executionId, event: { kind: 'timerFired', at, taskId, fireAt } } as const;
}
