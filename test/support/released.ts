import type { Circuit } from '../../shared/domain/fleet';
import type { Release } from '../../shared/domain/release';
import { minusMinutes } from '../../shared/domain/time';
import { start } from './builders';

/** A release of these circuits, so many minutes before `start`. */
export function released(
  id: string,
  circuits: readonly Circuit[],
  {
    kind = 'environment',
    minutesAgo = 20,
  }: { kind?: 'model' | 'environment' | 'both'; minutesAgo?: number } = {},
): Release {
  const to = {
    environment: kind === 'model' ? 'env:1' : 'env:2',
    model: kind === 'environment' ? 'm:1' : 'm:2',
  };
  return {
    id,
    at: minusMinutes(start, minutesAgo),
    changes: circuits.map((circuit) => ({
      ...circuit,
      from: { environment: 'env:1', model: 'm:1' },
      to,
    })),
  };
}
