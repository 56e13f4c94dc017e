import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';

/** One sample of a metric. */
export type Sample = {
  readonly resourceId: string;
  readonly name: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly value: number;
  readonly dimensions: Readonly<Record<string, string>>;
};

/** What came in: one sample, now if it does not say when. */
export const SampleInput = z.strictObject({
  resourceId: z.string().startsWith('/'),
  name: z.string().min(1),
  timestamp: z.iso.datetime({ offset: true }).optional(),
  value: z.number(),
  dimensions: z.record(z.string(), z.string()).default({}),
});
export type SampleInput = z.infer<typeof SampleInput>;

/** Samples of metrics: on disk before anybody is told so, and in memory for rules and queries. */
export type MetricStore = {
  add: (samples: readonly SampleInput[], now: number) => void;
  /** The samples of a resource's metric, in the order in which they came. Case does not matter. */
  samples: (resourceId: string, name: string) => readonly Sample[];
  clear: () => void;
  close: () => void;
};

const Stored = z.array(
  z.object({
    resourceId: z.string(),
    name: z.string(),
    at: z.number(),
    value: z.number(),
    dimensions: z.record(z.string(), z.string()),
  }),
);

/** Opens the store in a directory, which is made if it is not there, and reads all of it. */
export function openMetricStore(directory: string): MetricStore {
  mkdirSync(directory, { recursive: true });
  const database = new DatabaseSync(path.join(directory, 'metrics.sqlite'));
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;');
  database.exec(
    'CREATE TABLE IF NOT EXISTS batch (sequence INTEGER PRIMARY KEY, samples TEXT NOT NULL) STRICT',
  );
  const insert = database.prepare('INSERT INTO batch (samples) VALUES (?)');
  const series = new Map<string, Sample[]>();
  const keep = (sample: Sample): void => {
    const key = keyOf(sample.resourceId, sample.name);
    series.set(key, series.get(key) ?? []);
    series.get(key)?.push(sample);
  };
  for (const row of database.prepare('SELECT samples FROM batch ORDER BY sequence').iterate()) {
    Stored.parse(JSON.parse(String(row['samples']))).forEach(keep);
  }

  return {
    add: (inputs, now) => {
      const samples = inputs.map(({ timestamp, ...rest }) => ({
        ...rest,
        at: timestamp === undefined ? now : Date.parse(timestamp),
      }));
      insert.run(JSON.stringify(samples));
      samples.forEach(keep);
    },
    samples: (resourceId, name) => series.get(keyOf(resourceId, name)) ?? [],
    clear: () => {
      database.exec('DELETE FROM batch');
      series.clear();
    },
    close: () => database.close(),
  };
}

function keyOf(resourceId: string, name: string): string {
  return `${resourceId} ${name}`.toLowerCase();
}
