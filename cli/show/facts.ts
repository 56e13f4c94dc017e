import type { Look } from '../text/look';
import { table } from '../text/table';
import type { Cell } from '../text/table';

/** Names and what they are, one to a line; what there is nothing to say of is left out. */
export function facts(
  named: readonly (readonly [name: string, is: Cell | undefined])[],
  look: Look,
): string[] {
  const rows = named.flatMap(([name, is]): Cell[][] =>
    is === undefined ? [] : [[{ text: `  ${name}`, style: 'dim' }, is]],
  );
  return table({ rows }, look);
}
