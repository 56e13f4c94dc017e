import { entityPayload, readEntityOutcome, responseMessage } from '../wire/entityBatch';
import type { EntityOutcome } from '../wire/entityBatch';
import type { EngineParts } from './engineParts';
import { entityIdText, parseEntityId } from './entityId';
import { carryOutWish } from './entityLocks';
import { newGuid } from './newInstance';
import { nextEntityWork } from './nextEntityWork';
import type { Asked } from './nextEntityWork';

/**
 * Runs the operations of entities: all that wait for one entity together, one batch at a time. An
 * entity in a critical section serves its owner only, and the others when the section has ended.
 */
export class EntityOperations {
  private readonly parts: EngineParts;
  private readonly onFault: (error: unknown) => void;
  private readonly wanted = new Set<string>();
  private readonly running = new Set<string>();
  private stopped = false;

  constructor(parts: EngineParts, onFault: (error: unknown) => void) {
    this.parts = parts;
    this.onFault = onFault;
  }

  get isIdle(): boolean {
    return this.running.size === 0;
  }

  start(): void {
    for (const entityId of this.parts.store.entities.entityIds()) {
      this.wake(entityId);
    }
  }

  wake(entityId: string): void {
    this.wanted.add(entityId);
    setImmediate(() => this.pump());
  }

  /** Asks an entity for something without waiting for the answer. */
  signal(entityId: string, operation: string, input: string | null): void {
    const { store } = this.parts;
    const request = { id: newGuid(), operation, input, caller: null };
    store.commit('entity', () => store.entities.ask(entityId, request));
    this.wake(entityId);
  }

  pump(): void {
    const { gate, options } = this.parts;
    for (const entityId of this.wanted) {
      const free = this.running.size < options.maxConcurrentOrchestratorFunctions;
      if (this.stopped || !gate.isOpen || !free) {
        return;
      }
      if (!this.running.has(entityId)) {
        this.wanted.delete(entityId);
        void this.run(entityId);
      }
    }
  }

  stop(): void {
    this.stopped = true;
  }

  private async run(entityId: string): Promise<void> {
    this.running.add(entityId);
    try {
      await this.work(entityId);
    } catch (error) {
      this.onFault(error);
    } finally {
      this.running.delete(entityId);
      this.pump();
    }
  }

  private async work(entityId: string): Promise<void> {
    const { entities } = this.parts.store;
    const all = entities.requests(entityId);
    const next = nextEntityWork(all, entities.holder(entityId));
    if (next === undefined) {
      return;
    }
    if (next.kind !== 'operations') {
      carryOutWish(this.parts, entityId, next).forEach((touched) => this.wake(touched));
      return;
    }
    await this.runBatch(entityId, next.asked);
    if (next.asked.length < all.length) {
      this.wake(entityId);
    }
  }

  private async runBatch(entityId: string, asked: readonly Asked[]): Promise<void> {
    const { store, gate } = this.parts;
    const self = parseEntityId(entityId);
    const before = store.entities.get(entityId);
    const requests = asked.map(({ request }) => request);
    const answer = await gate.attempt(async (app) => {
      const entity = app.find('entityTrigger', self.name);
      if (entity === undefined) {
        throw new Error(`The function '${self.name}' doesn't exist or is not an entity function.`);
      }
      return entity.call({ string: entityPayload({ self, ...before, requests }) });
    });
    if (answer === 'lost') {
      this.wanted.add(entityId);
      return;
    }
    this.commit(entityId, asked, () => readEntityOutcome(answer));
  }

  private commit(entityId: string, asked: readonly Asked[], read: () => EntityOutcome): void {
    const { store, mail, clock } = this.parts;
    const outcome = this.outcomeOrFailure(entityId, asked, read);
    const targets = outcome.signals.map(({ target }) => entityIdText(target));
    mail.commit('entity', (send) => {
      store.entities.put(entityId, outcome.state, clock.now());
      for (const [index, { rowId, request }] of asked.entries()) {
        store.entities.deleteRequest(rowId);
        if (request.caller !== null) {
          const input = outcome.answers[index] ?? responseMessage(null, false);
          const event = { kind: 'eventRaised', at: clock.now(), name: request.id, input } as const;
          send({ ...request.caller, event });
        }
      }
      for (const { target, operation, input } of outcome.signals) {
        store.entities.ask(entityIdText(target), { id: newGuid(), operation, input, caller: null });
      }
    });
    targets.forEach((target) => this.wake(target));
  }

  /** A batch that failed as a whole leaves the state alone, and tells its callers why. */
  private outcomeOrFailure(
    entityId: string,
    asked: readonly Asked[],
    read: () => EntityOutcome,
  ): EntityOutcome {
    try {
      return read();
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      this.parts.log('error', `Entity '${entityId}' failed: ${message}`);
      const answer = responseMessage(JSON.stringify(message), true);
      const state = this.parts.store.entities.get(entityId);
      return { state, answers: asked.map(() => answer), signals: [] };
    }
  }
}
