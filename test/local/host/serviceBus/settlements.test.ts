import { describe, expect, it } from '@jest/globals';
import { inSafeOrder } from '../../../../local/host/serviceBus/settlements';

describe('inSafeOrder', () => {
  it('sends only like outcomes in one turn of the event loop, and keeps their order', async () => {
    const turns: string[][] = [];
    let turn: string[] | undefined;
    const settle = inSafeOrder<number>(async (outcome, message) => {
      if (turn === undefined) {
        turn = [];
        turns.push(turn);
        setImmediate(() => {
          turn = undefined;
        });
      }
      turn.push(`${outcome} ${message}`);
    });

    await Promise.all([
      settle('abandon', 1),
      settle('complete', 2),
      settle('complete', 3),
      settle('abandon', 4),
    ]);

    expect(turns).toEqual([['abandon 1'], ['complete 2', 'complete 3'], ['abandon 4']]);
  });

  it('hands on what became of each settlement, and goes on after a failure', async () => {
    const settle = inSafeOrder<string>(async (outcome) => {
      if (outcome === 'abandon') {
        throw new Error('the lock is lost');
      }
    });

    await expect(settle('abandon', 'a')).rejects.toThrow('the lock is lost');
    await expect(settle('complete', 'b')).resolves.toBeUndefined();
  });
});
