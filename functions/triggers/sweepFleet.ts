import type { DurableClient } from 'durable-functions';
import { sweep } from '../../shared/contracts';
import { compact } from '../../shared/domain/time';
import { startOnce } from '../../shared/durable/startOnce';
import type { Services } from '../../shared/ports';

/** Timer: starts a sweep of the whole fleet. */
export async function sweepFleet(
  client: DurableClient,
  { now }: Pick<Services, 'now'>,
): Promise<void> {
  const at = now();
  await startOnce(client, sweep, { id: `sweep-${compact(at)}`, input: { at } });
}
