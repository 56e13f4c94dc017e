import { circuitKey } from '../../shared/domain/fleet';
import type { Circuit } from '../../shared/domain/fleet';
import type { Locks } from '../../shared/ports';

/** `Locks` in memory, of which a test can let one expire. */
export class MemoryLocks implements Locks {
  readonly holders = new Map<string, string>();
  /** Every renewal that was asked for. */
  readonly renewed: string[] = [];

  async take(circuit: Circuit, incident: string): ReturnType<Locks['take']> {
    const holder = this.holders.get(circuitKey(circuit));
    if (holder !== undefined && holder !== incident) {
      return { status: 'held', by: holder };
    }
    this.holders.set(circuitKey(circuit), incident);
    return { status: 'taken' };
  }

  async renew(circuits: readonly Circuit[]): Promise<void> {
    this.renewed.push(...circuits.map(circuitKey));
  }

  async release(circuit: Circuit, incident: string): Promise<void> {
    if (this.holders.get(circuitKey(circuit)) === incident) {
      this.holders.delete(circuitKey(circuit));
    }
  }
}
