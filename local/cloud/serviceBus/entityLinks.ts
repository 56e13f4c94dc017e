import type { Queue } from './queue/queue';
import type { ServiceBusError } from './serviceBusError';

/** A client's link on an entity, which may have to end before the client wants it to. */
export type EntityLink = {
  /** Throws if the entity does not allow any more what the link is for. */
  check(): void;
  end(error: ServiceBusError): void;
};

/** The links that are open on each entity. */
export class EntityLinks {
  readonly #links = new Map<Queue, Set<EntityLink>>();
  readonly #usedAt = new WeakMap<Queue, number>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Answers how to forget the link once it is closed. */
  add(queue: Queue, link: EntityLink): () => void {
    const links = this.#links.get(queue) ?? new Set();
    this.#links.set(queue, links.add(link));
    this.#usedAt.set(queue, this.#now());
    return () => {
      this.#usedAt.set(queue, this.#now());
      links.delete(link);
      if (links.size === 0 && this.#links.get(queue) === links) {
        this.#links.delete(queue);
      }
    };
  }

  /** When a client last opened or closed a link (ms since 1970); undefined for never. */
  usedAt(queue: Queue): number | undefined {
    return this.#usedAt.get(queue);
  }

  has(queue: Queue): boolean {
    return this.#links.has(queue);
  }

  of(queue: Queue): EntityLink[] {
    return [...(this.#links.get(queue) ?? [])];
  }
}
