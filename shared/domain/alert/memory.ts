import { z } from 'zod';
import { Instant, minusMinutes } from '../time';
import { Health } from './alert';

/** How something that the fleet rests on was last heard to be. */
export const Dependency = z.strictObject({ ...Health.shape, at: Instant });
export type Dependency = z.infer<typeof Dependency>;

/** An alert that arrived: what it goes by, when it fired, and whether it was tied to the fleet. */
const Fired = z.tuple([z.string(), Instant, z.boolean()]);

/**
 * What one window leaves to those around it, as compact as it can be: a storm's is read sixty
 * times in its hour.
 */
export const Memory = z.strictObject({
  window: Instant,
  /** Receipts that were judged with this window. */
  receipts: z.array(z.string()),
  fired: z.array(Fired),
  /** Alerts that are over, and since when: news of it may come before the alert itself. */
  resolved: z.array(z.tuple([z.string(), Instant])),
  /** As known when the window was folded, older windows included. */
  dependencies: z.array(Dependency),
});
export type Memory = z.infer<typeof Memory>;

/**
 * How far back a window looks at least, and at most when it holds an alert that fired long ago.
 * What fired earlier still stands as it came, and the evidence decides.
 */
const memoryMinutes = { least: 60, most: 24 * 60 } as const;

/** Activity log alerts never resolve: a trouble nobody has spoken of for a day is not news any more. */
export const dependencyMinutes = 24 * 60;

/** From when on windows matter to one that closes at `asOf` and whose oldest alert fired at `oldest`. */
export function remembersFrom(asOf: Instant, oldest: Instant | undefined): Instant {
  const least = minusMinutes(asOf, memoryMinutes.least);
  const most = minusMinutes(asOf, memoryMinutes.most);
  const wanted = oldest === undefined || oldest > least ? least : oldest;
  return wanted < most ? most : wanted;
}
