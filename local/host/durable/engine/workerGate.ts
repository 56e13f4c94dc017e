import { WorkerLost } from '../../worker/types';
import type { InvocationResult, Worker } from '../../worker/types';
import { App } from './app';

/** How long a worker that was lost is left alone, if nobody says that there is another. */
const RETRY_MS = 250;

/** Knows the worker there is, and for a while keeps work from one that is gone. */
export class WorkerGate {
  private readonly currentWorker: () => Worker;
  private readonly onOpen: () => void;
  private latest: App | undefined;
  private lost: Worker | undefined;
  private retry: NodeJS.Timeout | undefined;

  constructor(currentWorker: () => Worker, onOpen: () => void) {
    this.currentWorker = currentWorker;
    this.onOpen = onOpen;
  }

  /** The functions of the app, whether or not it can be called now. */
  get app(): App {
    const worker = this.currentWorker();
    if (this.latest?.worker !== worker) {
      this.latest = new App(worker);
    }
    return this.latest;
  }

  get isOpen(): boolean {
    return this.lost === undefined || this.currentWorker() !== this.lost;
  }

  /** Lets work through again, be it to another worker or to the same one come back. */
  open(): void {
    clearTimeout(this.retry);
    this.lost = undefined;
    this.onOpen();
  }

  close(): void {
    clearTimeout(this.retry);
  }

  /**
   * Waits for an answer, or answers `lost` if the worker went away first: then the work has to be
   * done again on the next one. Whatever else goes wrong counts as thrown by the app.
   */
  async attempt(call: (app: App) => Promise<InvocationResult>): Promise<InvocationResult | 'lost'> {
    const { app } = this;
    try {
      return await call(app);
    } catch (error) {
      if (error instanceof WorkerLost) {
        this.lose(app.worker);
        return 'lost';
      }
      const { message, stack = '' } = error instanceof Error ? error : new Error(String(error));
      return { ok: false, error: { message, stack } };
    }
  }

  private lose(worker: Worker): void {
    this.lost = worker;
    clearTimeout(this.retry);
    this.retry = setTimeout(() => this.open(), RETRY_MS);
  }
}
