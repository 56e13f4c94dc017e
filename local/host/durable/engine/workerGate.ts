import { WorkerLost } from '../../worker/types';
import type { InvocationResult, Worker } from '../../worker/types';
import { App } from './app';

/** Knows the worker there is, and keeps work from one that is gone. */
export class WorkerGate {
  private readonly currentWorker: () => Worker;
  private latest: App | undefined;
  private lost: Worker | undefined;

  constructor(currentWorker: () => Worker) {
    this.currentWorker = currentWorker;
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
    return this.currentWorker() !== this.lost;
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
        this.lost = app.worker;
        return 'lost';
      }
      const { message, stack = '' } = error instanceof Error ? error : new Error(String(error));
      return { ok: false, error: { message, stack } };
    }
  }
}
