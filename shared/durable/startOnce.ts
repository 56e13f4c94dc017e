import type { DurableClient, DurableOrchestrationStatus } from 'durable-functions';
import type { Contract } from './contract';

/**
 * Starts an orchestration under an id of our choosing, unless that id was ever used.
 *
 * `startNew` alone would not do: it replaces a finished instance without a word. While one is
 * running it throws, so of two starts at once one fails, and finds the other when it looks again.
 */
export async function startOnce<In>(
  client: DurableClient,
  { name }: Contract<In, unknown>,
  { id, input }: { id: string; input: In },
): Promise<'started' | 'known'> {
  if (await statusOf(client, id)) {
    return 'known';
  }
  try {
    await client.startNew(name, { instanceId: id, input });
    return 'started';
  } catch (error) {
    if (await statusOf(client, id)) {
      return 'known';
    }
    throw error;
  }
}

/** The status of an orchestration; undefined when there never was one of that id. */
export async function statusOf(
  client: DurableClient,
  id: string,
): Promise<DurableOrchestrationStatus | undefined> {
  try {
    return await client.getStatus(id);
  } catch (error) {
    // The client has no other way to say "no such instance".
    if (error instanceof Error && error.message.includes('HTTP 404')) {
      return undefined;
    }
    throw error;
  }
}
