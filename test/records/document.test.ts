import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { BadRecord, documentText, readDocument } from '../../shared/records/document';
import { MemoryBlobs } from '../support/memoryBlobs';

const Claim = z.strictObject({ release: z.string(), at: z.object({ minute: z.int() }) });
const whole = { release: 'Release-123', at: { minute: 40 } };

describe('readDocument', () => {
  it('reads a record with the etag to replace it by', async () => {
    const blobs = new MemoryBlobs({ 'a.json': documentText(whole) });

    expect(await readDocument(blobs, 'a.json', Claim)).toEqual({ value: whole, etag: '"1"' });
  });

  it('has nothing to say of what is not there', async () => {
    expect(await readDocument(new MemoryBlobs(), 'a.json', Claim)).toBeUndefined();
  });

  it.each([
    { what: 'no JSON', text: '{"release":', message: 'a.json is not JSON (11 characters)' },
    {
      what: 'of another shape',
      text: '{"release":7,"at":{"minute":40}}',
      message: /^a\.json: .*expected string, received number\s+→ at release$/s,
    },
    {
      what: 'wrong deep inside',
      text: '{"release":"R","at":{"minute":"40"}}',
      message: /→ at at\.minute/,
    },
    { what: 'more than we write', text: '{"release":"R","at":{"minute":1},"x":1}', message: /"x"/ },
  ])('names the record and the place when it is $what', async ({ text, message }) => {
    const reading = readDocument(new MemoryBlobs({ 'a.json': text }), 'a.json', Claim);

    await expect(reading).rejects.toThrow(BadRecord);
    await expect(reading).rejects.toThrow(message);
  });
});
