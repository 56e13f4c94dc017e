/** Lets callers wait for orchestrations to end. */
export class Endings {
  private readonly waiters = new Map<string, Set<() => void>>();

  /** Resolves when the orchestration ends, or when the time is over. */
  async wait(instanceId: string, timeoutMs: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        this.remove(instanceId, done);
        resolve();
      };
      const timer = setTimeout(done, timeoutMs);
      const waiters = this.waiters.get(instanceId) ?? new Set();
      this.waiters.set(instanceId, waiters.add(done));
    });
  }

  tell(instanceId: string): void {
    this.waiters.get(instanceId)?.forEach((done) => done());
  }

  /** Lets nobody wait any longer. */
  tellAll(): void {
    [...this.waiters.keys()].forEach((instanceId) => this.tell(instanceId));
  }

  private remove(instanceId: string, done: () => void): void {
    const waiters = this.waiters.get(instanceId);
    waiters?.delete(done);
    if (waiters?.size === 0) {
      this.waiters.delete(instanceId);
    }
  }
}
