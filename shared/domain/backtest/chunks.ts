import { minusMinutes, plusSeconds, windowStart } from '../time';
import type { Instant } from '../time';

/** A row that was read, and when a query could first find it. */
export type Recorded<Told> = { at: Instant; seen: Instant; told: Told };

/** Open at its start, closed at its end, as a query of this moment sees it. */
export type Sight = { after: Instant; until: Instant; now: Instant };

type Chunk<Told, Bin> = {
  rows: readonly Recorded<Told>[];
  first: Instant;
  last: Instant;
  /** When all of it could be found. */
  seen: Instant;
  /** What all of it comes to, once that was asked. */
  bins?: readonly Bin[];
};

/** Bins rows that a query would have found, in a span of their own. */
export type Binner<Told, Bin> = (
  rows: readonly Told[],
  span: { since: Instant; asOf: Instant },
) => Bin[];

/**
 * Rows cut into pieces of time that are binned each by itself, so that a piece which a query sees
 * whole is binned but once, however many queries there are.
 */
export function inChunks<Told, Bin>(
  rows: readonly Recorded<Told>[],
  seconds: number,
  bin: Binner<Told, Bin>,
): (sight: Sight) => Bin[] {
  const chunks = cut<Told, Bin>(rows, seconds);
  return (sight) =>
    chunks.flatMap((chunk) => {
      const { after, until, now } = sight;
      if (chunk.last <= after || chunk.first > until) {
        return [];
      }
      if (chunk.first > after && chunk.last <= until && chunk.seen <= now) {
        // As wide as need be: what is in the chunk is in sight.
        chunk.bins ??= bin(
          chunk.rows.map(({ told }) => told),
          { since: minusMinutes(chunk.first, 1), asOf: chunk.last },
        );
        return chunk.bins;
      }
      return bin(found(chunk.rows, sight), { since: after, asOf: until });
    });
}

function cut<Told, Bin>(rows: readonly Recorded<Told>[], seconds: number): Chunk<Told, Bin>[] {
  const chunks: Chunk<Told, Bin>[] = [];
  let piece: Recorded<Told>[] = [];
  let ends = '';
  for (const row of rows.toSorted((a, b) => (a.at < b.at ? -1 : Number(a.at > b.at)))) {
    if (row.at >= ends) {
      ends = plusSeconds(windowStart(row.at, seconds), seconds);
      piece = [];
      chunks.push({ rows: piece, first: row.at, last: row.at, seen: row.seen });
    }
    piece.push(row);
    const chunk = chunks.at(-1);
    if (chunk) {
      chunk.last = row.at;
      chunk.seen = row.seen > chunk.seen ? row.seen : chunk.seen;
    }
  }
  return chunks;
}

/** What a query would have found of rows. */
export function found<Told>(rows: readonly Recorded<Told>[], { after, until, now }: Sight): Told[] {
  return rows.flatMap(({ at, seen, told }) =>
    at > after && at <= until && seen <= now ? [told] : [],
  );
}
