import { LogsQueryResultStatus } from '@azure/monitor-query';
import type { LogsQueryClient } from '@azure/monitor-query';
import { z } from 'zod';
import type { Bins } from '../../domain/evidence/bins';

const serverTimeoutSeconds = 30;
/** Three attempts, and what the service asks to wait in between. */
const patienceMs = 100_000;

export type Span = { startTime: Date; endTime: Date };

/** A query, and what each of its rows is. Columns must come as they are named, in that order. */
export type Question<Bin> = { query: string; span: Span; row: z.ZodObject & z.ZodType<Bin> };

export type Connection = { client: LogsQueryClient; workspaceId: string };

/** Asks the workspace. Whatever is not a whole answer of the expected shape is unknown, with the reason. */
export async function ask<Bin>(
  { client, workspaceId }: Connection,
  { query, span, row }: Question<Bin>,
): Promise<Bins<Bin>> {
  try {
    const result = await client.queryWorkspace(workspaceId, query, span, {
      serverTimeoutInSeconds: serverTimeoutSeconds,
      abortSignal: AbortSignal.timeout(patienceMs),
    });
    return result.status === LogsQueryResultStatus.Success
      ? readTable(result.tables[0], row)
      : unknown(`partial result: ${result.partialError.message}`);
  } catch (error) {
    return unknown(reasonOf(error));
  }
}

const Table = z.object({
  columnDescriptors: z.array(z.object({ name: z.string() })),
  rows: z.array(z.array(z.unknown())),
});

function readTable<Bin>(found: unknown, row: Question<Bin>['row']): Bins<Bin> {
  const table = Table.safeParse(found);
  if (!table.success) {
    return unknown('no table in the answer');
  }
  const { columnDescriptors, rows } = table.data;
  const columns = columnDescriptors.map(({ name }) => name);
  const expected = Object.keys(row.shape);
  if (columns.join() !== expected.join()) {
    return unknown(`found columns ${columns.join(', ')}, expected ${expected.join(', ')}`);
  }
  const records = rows.map((cells) =>
    Object.fromEntries(columns.map((name, index) => [name, cells[index]])),
  );
  const parsed = z.array(row).safeParse(records);
  return parsed.success
    ? { answer: 'binned', bins: parsed.data }
    : unknown(`unexpected rows: ${z.prettifyError(parsed.error)}`);
}

/** The service tells what is wrong in the innermost of nested errors; its message is a general one. */
const Nested = z.object({
  get innererror() {
    return Nested.optional();
  },
  get innerError() {
    return Nested.optional();
  },
  message: z.string().optional(),
});
const Detailed = z.object({ details: z.object({ error: Nested }) });

function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const detailed = Detailed.safeParse(error);
  const inner = detailed.success ? innermost(detailed.data.details.error) : undefined;
  // A 204, as of a workspace without data, comes as an error without a message.
  return [message, inner === message ? '' : inner].filter(Boolean).join(': ') || 'an empty answer';
}

function innermost({
  innererror,
  innerError,
  message,
}: z.infer<typeof Nested>): string | undefined {
  const inner = innererror ?? innerError;
  return (inner && innermost(inner)) ?? message;
}

function unknown(reason: string): { answer: 'unknown'; reason: string } {
  return { answer: 'unknown', reason };
}
