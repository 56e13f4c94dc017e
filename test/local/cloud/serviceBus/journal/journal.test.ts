import { appendFile, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { openJournal } from '../../../../../local/cloud/serviceBus/journal/journal';
import type { Journal } from '../../../../../local/cloud/serviceBus/journal/journal';
import type { QueueRecord } from '../../../../../local/cloud/serviceBus/queue/queueRecord';
import { until } from '../../../../support/until';
import { aParsedMessage, NOON } from '../aQueue';

let directory: string;
let logged: string[];

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'journal-'));
  logged = [];
});

afterEach(() => rm(directory, { recursive: true }));

type Opened = { journal: Journal; replayed: QueueRecord[] };

async function open(options: Partial<Parameters<typeof openJournal>[0]> = {}): Promise<Opened> {
  const replayed: QueueRecord[] = [];
  const journal = await openJournal({
    directory,
    replay: (record) => replayed.push(record),
    snapshot: () => [],
    onFailure: (error) => logged.push(String(error)),
    compactAfterBytes: 1_000_000,
    log: (line) => logged.push(line),
    ...options,
  });
  return { journal, replayed };
}

function removed(sequenceNumber: number): QueueRecord {
  return { type: 'removed', queue: 'q', sequenceNumber };
}

const JOURNAL = 'journal-00000000.log';

describe('what is appended', () => {
  it('is read back as it was, record by record', async () => {
    const { content } = aParsedMessage('ü');
    const common = { sequenceNumber: 1, enqueuedAt: NOON, deliveryCount: 3 };
    const message = { ...common, expiresAt: undefined, scheduledFor: NOON + 1, content };
    const records: QueueRecord[] = [
      { type: 'enqueued', queue: 'q', message: { ...message, state: 'scheduled' } },
      {
        type: 'activated',
        queue: 'q',
        sequenceNumber: 1,
        newSequenceNumber: 2,
        at: NOON,
        expiresAt: NOON + 9,
      },
      {
        type: 'changed',
        queue: 'q',
        sequenceNumber: 2,
        state: 'deferred',
        deliveryCount: 4,
        content: undefined,
      },
      {
        type: 'changed',
        queue: 'q',
        sequenceNumber: 2,
        state: 'active',
        deliveryCount: 5,
        content: { ...content, timeToLive: 0, sessionId: 's', durable: true },
      },
      removed(2 ** 50),
      { type: 'seen', queue: 'q', messageId: 'ü', at: NOON },
      { type: 'counters', queue: 'q', nextSequenceNumber: 7, acceptedTotal: 5 },
    ];
    const { journal } = await open();
    journal.append(records);
    await journal.close();

    const { replayed, journal: again } = await open();
    await again.close();

    expect(replayed).toEqual(records);
  });

  it('is confirmed in order, and not before it is in the file', async () => {
    const { journal } = await open();
    const confirmed: number[] = [];
    journal.append([removed(1)], () => confirmed.push(1));
    journal.append([removed(2)], () => confirmed.push(2));
    journal.whenDurable(() => confirmed.push(3));

    expect(confirmed).toEqual([]);
    await journal.close();

    expect(confirmed).toEqual([1, 2, 3]);
  });

  it('is waited for by whoever asks, and by nobody once it is on disk', async () => {
    const { journal } = await open();
    let isDurable = false;
    journal.append([removed(1)]);
    await new Promise<void>((resolve) => journal.whenDurable(resolve));

    journal.whenDurable(() => {
      isDurable = true;
    });

    expect(isDurable).toBe(true);
    await journal.close();
  });
});

describe('a journal that was cut off by a crash', () => {
  it.each([1, 7, 8, 20])('loses a last record of %i bytes, and goes on', async (bytes) => {
    const { journal } = await open();
    journal.append([removed(1)]);
    await journal.close();
    const whole = await readFile(join(directory, JOURNAL));
    await appendFile(join(directory, JOURNAL), whole.subarray(0, bytes));

    const second = await open();
    second.journal.append([removed(2)]);
    await second.journal.close();
    const third = await open();
    await third.journal.close();

    expect(logged).toEqual([expect.stringContaining(`the last ${bytes} bytes`)]);
    expect(third.replayed).toEqual([removed(1), removed(2)]);
  });

  it('has all records of one call, or none', async () => {
    const { journal } = await open();
    journal.append([removed(1), removed(2)]);
    await journal.close();
    const whole = await readFile(join(directory, JOURNAL));
    await writeFile(join(directory, JOURNAL), whole.subarray(0, -1));

    const { replayed, journal: again } = await open();
    await again.close();

    expect(replayed).toEqual([]);
  });
});

describe('a journal that has grown', () => {
  it('gives way to a snapshot, with what came after it', async () => {
    const live = new Set<number>();
    const snapshot = () => [...live].map(removed);
    const { journal } = await open({ snapshot, compactAfterBytes: 1_000 });
    for (let i = 0; i < 200; i += 1) {
      live.add(i);
      live.delete(i - 3);
      journal.append([removed(i)]);
      await new Promise<void>((resolve) => journal.whenDurable(resolve));
    }
    await until('the old files are gone', async () => (await readdir(directory)).length === 2);
    await journal.close();

    const { replayed, journal: again } = await open();
    await again.close();

    expect((await readdir(directory)).toSorted()).not.toContain(JOURNAL);
    expect(replayed.length).toBeLessThan(100);
    expect(replayed.slice(-3)).toEqual([197, 198, 199].map(removed));
    expect(new Set(replayed).size).toBe(replayed.length);
  });

  it('is read with its successor when the snapshot was not finished', async () => {
    const first = await open();
    first.journal.append([removed(1)]);
    await first.journal.close();
    await writeFile(join(directory, 'snapshot.unfinished'), 'half');
    await writeFile(join(directory, 'journal-00000001.log'), '');

    const second = await open();
    second.journal.append([removed(2)]);
    await second.journal.close();
    const third = await open();
    await third.journal.close();

    expect(third.replayed).toEqual([removed(1), removed(2)]);
  });

  it('is not read past damage in the midst of it', async () => {
    const { journal } = await open();
    journal.append([removed(1)]);
    await journal.close();
    await appendFile(join(directory, JOURNAL), 'damage');
    await writeFile(join(directory, 'journal-00000001.log'), '');

    await expect(open()).rejects.toThrow(/journal-00000000\.log is damaged.*at byte/);
  });
});
