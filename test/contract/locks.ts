import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Locks } from '../../shared/ports';

const circuit = (id: string) => ({ plant: 'P001', circuit: id });

/** What everything that calls itself `Locks` must do; `connect` gives one that nobody has used. */
export function locksContract(subject: string, connect: () => Locks): void {
  describe(`${subject}, as Locks`, () => {
    let locks: Locks;
    beforeAll(() => {
      locks = connect();
    });

    it('gives a lock to who asks first, and says to the second who has it', async () => {
      expect(await locks.take(circuit('C001'), 'first')).toEqual({ status: 'taken' });
      expect(await locks.take(circuit('C001'), 'second')).toEqual({ status: 'held', by: 'first' });
    });

    it('gives a lock again to who has it', async () => {
      await locks.take(circuit('C002'), 'first');

      expect(await locks.take(circuit('C002'), 'first')).toEqual({ status: 'taken' });
    });

    it('gives each circuit a lock of its own, also in plants that call them alike', async () => {
      await locks.take(circuit('C003'), 'first');

      expect(await locks.take({ plant: 'P002', circuit: 'C003' }, 'second')).toEqual({
        status: 'taken',
      });
    });

    it('is free for the next once it is let go of', async () => {
      await locks.take(circuit('C004'), 'first');
      await locks.release(circuit('C004'), 'first');

      expect(await locks.take(circuit('C004'), 'second')).toEqual({ status: 'taken' });
    });

    it('is let go of by who has it only', async () => {
      await locks.take(circuit('C005'), 'first');
      await locks.release(circuit('C005'), 'second');

      expect(await locks.take(circuit('C005'), 'second')).toEqual({ status: 'held', by: 'first' });
    });

    it('renews and lets go of what was never taken without a fault', async () => {
      await locks.renew([circuit('C006')], 'first');
      await locks.release(circuit('C006'), 'first');

      expect(await locks.take(circuit('C006'), 'second')).toEqual({ status: 'taken' });
    });

    it('stays with who has it when somebody else renews', async () => {
      await locks.take(circuit('C007'), 'first');
      await locks.renew([circuit('C007')], 'second');

      expect(await locks.take(circuit('C007'), 'second')).toEqual({ status: 'held', by: 'first' });
    });

    it('gives a lock to one of many who ask at once', async () => {
      const answers = await Promise.all(
        Array.from({ length: 8 }, (_, index) => locks.take(circuit('C008'), `incident-${index}`)),
      );

      expect(answers.filter(({ status }) => status === 'taken')).toHaveLength(1);
    });
  });
}
