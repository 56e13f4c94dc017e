import { Ledger, emptyLedger, withBegun, withEnded } from '../domain/guard/ledger';
import type { Blobs, LedgerRecords } from '../ports';
import { edited } from './edited';

const name = 'ledger.json';

/**
 * What rollbacks took back lately, in one record: `ledger.json`. It is one, so that of two
 * rollbacks that ask at once the second is judged by what the first was let; it stays small, for
 * circuits are grouped by plant and what is older than any cool-down goes.
 */
export function ledgerIn(blobs: Blobs): LedgerRecords {
  return {
    begin: async ({ incident, at }, decide) => {
      let decided: ReturnType<typeof decide> | undefined;
      await edited(blobs, name, {
        schema: Ledger,
        empty: emptyLedger,
        change: (ledger) => {
          decided = decide(ledger);
          return withBegun(ledger, { incident, at, targets: decided.targets });
        },
      });
      if (!decided) {
        throw new Error(`${name} was never read`);
      }
      return decided;
    },
    end: async (doing) => {
      const change = (ledger: Ledger): Ledger => withEnded(ledger, doing);
      await edited(blobs, name, { schema: Ledger, empty: emptyLedger, change });
    },
  };
}
