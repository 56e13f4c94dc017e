import type { Settle } from './numbering';

type Waiter = { name: string; settle: Settle };

/**
 * Matches raised events with those who wait for them, by name whatever its case. Events that come
 * early are kept in order; of several waiters the latest is served first.
 */
export class ExternalEvents {
  private readonly waiters = new Map<string, Waiter[]>();
  private readonly early = new Map<string, string[]>();
  /** Told of the two spellings when a match was one only because case was ignored. */
  private readonly onOtherCase: (raised: string, awaited: string) => void;

  constructor(onOtherCase: (raised: string, awaited: string) => void) {
    this.onOtherCase = onOtherCase;
  }

  wait(name: string, settle: Settle): void {
    const raised = this.early.get(name.toLowerCase())?.shift();
    if (raised !== undefined) {
      this.match(raised, { name, settle });
      return;
    }
    append(this.waiters, name.toLowerCase(), { name, settle });
  }

  raise(name: string): void {
    const waiter = this.waiters.get(name.toLowerCase())?.pop();
    if (waiter === undefined) {
      append(this.early, name.toLowerCase(), name);
      return;
    }
    this.match(name, waiter);
  }

  private match(raised: string, { name, settle }: Waiter): void {
    if (raised !== name) {
      this.onOtherCase(raised, name);
    }
    settle({ ok: true, result: null });
  }
}

function append<T>(lists: Map<string, T[]>, key: string, value: T): void {
  const list = lists.get(key);
  if (list === undefined) {
    lists.set(key, [value]);
    return;
  }
  list.push(value);
}
