import { LogsQueryResultStatus } from '@azure/monitor-query';
import type { LogsQueryClient, LogsQueryResult } from '@azure/monitor-query';
import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { ask } from '../../../shared/azure/logs/ask';

const row = z.object({ name: z.string(), value: z.number() });
const span = { startTime: new Date(0), endTime: new Date(1) };

/** Asks a client that answers so, or throws what it is given. */
async function askOf(answer: () => unknown) {
  const client = {
    queryWorkspace: async () => answer() as LogsQueryResult,
  } as unknown as LogsQueryClient;
  return ask({ client, workspaceId: 'w' }, { query: 'q', span, row });
}

const table = (columns: string[], ...rows: unknown[][]) => ({
  status: LogsQueryResultStatus.Success,
  tables: [{ name: 'PrimaryResult', columnDescriptors: columns.map((name) => ({ name })), rows }],
});

describe('an answer of Log Analytics', () => {
  it('is read when it is whole', async () => {
    expect(await askOf(() => table(['name', 'value'], ['a', 1], ['b', 0.5]))).toEqual({
      answer: 'binned',
      bins: [
        { name: 'a', value: 1 },
        { name: 'b', value: 0.5 },
      ],
    });
  });

  it('may be empty', async () => {
    expect(await askOf(() => table(['name', 'value']))).toEqual({ answer: 'binned', bins: [] });
  });

  it.each([
    {
      what: 'its columns are others',
      answer: () => table(['name', 'values'], ['a', 1]),
      reason: 'found columns name, values, expected name, value',
    },
    {
      what: 'its columns come in another order',
      answer: () => table(['value', 'name'], [1, 'a']),
      reason: 'found columns value, name, expected name, value',
    },
    {
      what: 'a number is NaN',
      answer: () => table(['name', 'value'], ['a', 'NaN']),
      reason: /unexpected rows: .*expected number, received string/,
    },
    {
      what: 'a value is missing',
      answer: () => table(['name', 'value'], ['a']),
      reason: /unexpected rows: .*expected number, received undefined/,
    },
    {
      what: 'it has no table',
      answer: () => ({ status: LogsQueryResultStatus.Success, tables: [] }),
      reason: 'no table in the answer',
    },
    {
      what: 'it is partial',
      answer: () => ({
        ...table(['name', 'value'], ['a', 1]),
        status: LogsQueryResultStatus.PartialFailure,
        partialError: { message: 'too much' },
      }),
      reason: 'partial result: too much',
    },
    {
      what: 'it is an error within errors',
      answer: () => {
        const innererror = { innererror: { message: "'ModelMetrics_CL' is no table" } };
        const details = { error: { message: 'a general one', innererror } };
        throw Object.assign(new Error('a general one'), { details });
      },
      reason: "a general one: 'ModelMetrics_CL' is no table",
    },
    {
      what: 'it is an error without words',
      answer: () => {
        throw new Error('');
      },
      reason: 'an empty answer',
    },
  ])('is unknown when $what', async ({ answer, reason }) => {
    const found = await askOf(answer);

    expect(found).toMatchObject({ answer: 'unknown' });
    expect(JSON.stringify(found)).toMatch(reason);
  });
});
