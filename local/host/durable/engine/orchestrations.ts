import type { EngineParts } from './engineParts';
import { runEpisode } from './episode';
import type { LiveInstance } from './liveInstances';
import { versionMismatch } from './versioning';

/** A replay costs time in proportion to the history; waiting for company longer than this does not pay. */
const LONGEST_LINGER_MS = 250;

/**
 * Runs the episodes of orchestrations: one at a time each, so many in all.
 *
 * A replay takes all messages there are. While more are under way, the next one waits about as
 * long as the last one took, so that at most half of the time is lost on replays that were too early.
 */
export class Orchestrations {
  private readonly parts: EngineParts;
  private readonly onFault: (error: unknown) => void;
  private readonly ready: LiveInstance[] = [];
  private readonly lingering = new Set<NodeJS.Timeout>();
  private running = 0;
  private pumping = false;
  private stopped = false;

  constructor(parts: EngineParts, onFault: (error: unknown) => void) {
    this.parts = parts;
    this.onFault = onFault;
  }

  get isIdle(): boolean {
    return this.running === 0;
  }

  wake(live: LiveInstance): void {
    if (this.stopped || live.phase !== 'idle' || !hasWork(live) || this.isRejected(live)) {
      return;
    }
    live.phase = 'queued';
    const lingerMs = live.inFlight > 0 ? Math.min(live.lastEpisodeMs, LONGEST_LINGER_MS) : 0;
    if (lingerMs < 1) {
      this.enqueue(live);
      return;
    }
    const timer = setTimeout(() => {
      this.lingering.delete(timer);
      this.enqueue(live);
    }, lingerMs);
    this.lingering.add(timer);
  }

  /** Starts what can be started, after whatever else arrives in this turn of the event loop. */
  pump(): void {
    if (!this.pumping) {
      this.pumping = true;
      setImmediate(() => {
        this.pumping = false;
        this.startReady();
      });
    }
  }

  stop(): void {
    this.stopped = true;
    this.lingering.forEach((timer) => clearTimeout(timer));
  }

  /** Whether it waits for a host of another version; the log says so once. */
  private isRejected(live: LiveInstance): boolean {
    const { options, log } = this.parts;
    const { version, instanceId, name } = live.instance;
    const mismatch = versionMismatch(version, options.versioning);
    if (mismatch === undefined || options.versioning.onMismatch === 'Fail') {
      return false;
    }
    if (!live.warned.has(mismatch)) {
      live.warned.add(mismatch);
      log('warn', `Orchestration '${instanceId}' (${name}) is left to wait: ${mismatch}`);
    }
    return true;
  }

  private enqueue(live: LiveInstance): void {
    this.ready.push(live);
    this.pump();
  }

  private startReady(): void {
    const { options, gate } = this.parts;
    while (
      !this.stopped &&
      gate.isOpen &&
      this.running < options.maxConcurrentOrchestratorFunctions
    ) {
      const live = this.ready.shift();
      if (live === undefined) {
        return;
      }
      void this.run(live);
    }
  }

  private async run(live: LiveInstance): Promise<void> {
    if (live.closed || !hasWork(live)) {
      live.phase = 'idle';
      return;
    }
    live.phase = 'running';
    this.running += 1;
    try {
      await runEpisode(this.parts, live);
    } catch (error) {
      this.onFault(error);
    } finally {
      this.running -= 1;
      live.phase = 'idle';
      if (!live.closed) {
        this.wake(live);
      }
      this.pump();
    }
  }
}

function hasWork(live: LiveInstance): boolean {
  return live.mailbox.length > 0 && live.instance.status !== 'Suspended';
}
