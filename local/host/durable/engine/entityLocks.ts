import { isTerminal } from '../store/instance';
import type { EngineParts } from './engineParts';
import { isBy } from './nextEntityWork';
import type { EntityWork } from './nextEntityWork';

type Wish = Exclude<EntityWork, { kind: 'operations' }>;

/**
 * Carries out what a critical section asks of an entity, and answers with the entities that may
 * have something to do now. The last entity of a section tells its owner that all are locked.
 *
 * Who has ended gets no lock, and only who has the lock gives it back: both are then old news.
 */
export function carryOutWish(parts: EngineParts, entityId: string, wish: Wish): string[] {
  const { store, mail, clock } = parts;
  const { asked, caller } = wish;
  const { entities } = store;
  const touched = [entityId];
  mail.commit('entity', (send) => {
    entities.deleteRequest(asked.rowId);
    if (wish.kind === 'release') {
      if (isBy(entities.holder(entityId), caller)) {
        entities.unlock(entityId);
      }
      return;
    }
    const execution = store.instances.execution(caller.instanceId);
    if (execution?.executionId !== caller.executionId || isTerminal(execution.status)) {
      return;
    }
    entities.lock(entityId, caller);
    const [next, ...following] = wish.following;
    if (next === undefined) {
      const { id: name } = asked.request;
      send({ ...caller, event: { kind: 'eventRaised', at: clock.now(), name, input: '{}' } });
      return;
    }
    entities.ask(next, { ...asked.request, lock: { kind: 'acquire', following } });
    touched.push(next);
  });
  return touched;
}
