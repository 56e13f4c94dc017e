import { keyOf } from '../entityPath';
import type { QueueRecord } from '../queue/queueRecord';
import type { QueueState } from '../queue/queueState';
import { pathOf } from './entityDefinition';
import type { EntityDefinition } from './entityDefinition';
import { decodeDefinition, encodeDefinition, textOf } from './savedDefinition';
import type { SavedDefinition } from './savedDefinition';

export type Defined = Readonly<{
  definition: EntityDefinition;
  /** Milliseconds since 1970. */
  createdAt: number;
  updatedAt: number;
}>;

/** Where the definitions are kept: no entity can have this name. */
export const NAMESPACE_PATH = '$namespace';

/**
 * Which entities there are. They begin as the configuration has them; what clients create, change
 * and delete outlives the broker, until the configuration says something else of the same entity.
 */
export class Definitions {
  readonly #saved = new Map<string, SavedDefinition>();
  readonly #initial: QueueRecord[] = [];

  constructor({ notes }: QueueState, configured: readonly EntityDefinition[], now: number) {
    const texts = new Map(configured.map((definition) => [keyOf(pathOf(definition)), definition]));
    for (const [key, note] of notes) {
      const saved = decodeDefinition(note);
      const current = texts.get(key);
      if (saved.configured === (current && textOf(current))) {
        this.#saved.set(key, saved);
      }
    }
    for (const [key, definition] of texts) {
      if (!this.#saved.has(key)) {
        const saved = {
          configured: textOf(definition),
          definition,
          createdAt: now,
          updatedAt: now,
        };
        this.#initial.push(this.#put(key, saved));
      }
    }
  }

  /** What is to be written of those that the configuration brought. */
  get initialRecords(): readonly QueueRecord[] {
    return this.#initial;
  }

  /** In the order of their paths, each topic before its subscriptions. */
  all(): Defined[] {
    const keys = [...this.#saved.keys()].toSorted();
    return keys.flatMap((key) => this.find(key) ?? []).filter((defined) => this.#isWhole(defined));
  }

  find(path: string): Defined | undefined {
    const saved = this.#saved.get(keyOf(path));
    if (saved?.definition === undefined) {
      return undefined;
    }
    const { definition, createdAt, updatedAt } = saved;
    return { definition, createdAt, updatedAt };
  }

  /** The record that makes an entity be as defined from now on. */
  put(definition: EntityDefinition, now: number): QueueRecord {
    const key = keyOf(pathOf(definition));
    const { definition: before, createdAt = now, configured } = this.#saved.get(key) ?? {};
    const since = before === undefined ? now : createdAt;
    return this.#put(key, { configured, definition, createdAt: since, updatedAt: now });
  }

  /** The record by which an entity is no more. One that is configured is remembered as deleted. */
  remove(path: string, now: number): QueueRecord {
    const key = keyOf(path);
    const { configured, createdAt = now } = this.#saved.get(key) ?? {};
    if (configured !== undefined) {
      return this.#put(key, { configured, createdAt, updatedAt: now });
    }
    this.#saved.delete(key);
    return { type: 'noted', queue: NAMESPACE_PATH, name: key, value: undefined };
  }

  #put(key: string, saved: SavedDefinition): QueueRecord {
    this.#saved.set(key, saved);
    const value = encodeDefinition(saved);
    return { type: 'noted', queue: NAMESPACE_PATH, name: key, value };
  }

  /** A subscription whose topic the configuration no longer has waits for it to come back. */
  #isWhole({ definition }: Defined): boolean {
    return definition.kind !== 'subscription' || this.find(definition.topic) !== undefined;
  }
}
