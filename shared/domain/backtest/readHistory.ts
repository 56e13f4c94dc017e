import { z } from 'zod';
import { Policy } from '../policy';
import { Release, readRelease } from '../release';
import type { History, Truth } from './history';
import { readFleet } from './readFleet';
import { readReceipts } from './readReceipts';
import { readTable } from './readTable';
import { readTruth } from './readTruth';
import { alertRulesIn } from './trusting';

const List = z.array(z.unknown()).nullish();

/** The document's fields, and the other names people give them. */
const Written = z.object({
  name: z.string().min(1).nullish(),
  id: z.string().min(1).nullish(),
  class: z.string().min(1).nullish(),
  fleet: z.unknown().optional(),
  plants: z.unknown().optional(),
  circuits: z.unknown().optional(),
  releases: List,
  receipts: List,
  alerts: List,
  jobs: List,
  BatchJobRuns_CL: List,
  metrics: List,
  ModelMetrics_CL: List,
  policy: z.unknown().optional(),
  alertRules: z.array(z.string().min(1)).nullish(),
  truth: z.unknown().optional(),
});

export type HistoryReading =
  { status: 'read'; history: History } | { status: 'unreadable'; name: string; reason: string };

/**
 * Reads one document of docs/corpus.md, tolerant of spelling and of what is not there, but not of
 * what contradicts itself. `name` is for one that does not say its own.
 */
export function readHistory(json: unknown, name: string): HistoryReading {
  try {
    return { status: 'read', history: historyIn(json, name) };
  } catch (error) {
    return { status: 'unreadable', name, reason: reasonOf(error) };
  }
}

function historyIn(json: unknown, name: string): History {
  const written = Written.parse(json);
  const rows = {
    jobs: written.jobs ?? written.BatchJobRuns_CL ?? [],
    metrics: written.metrics ?? written.ModelMetrics_CL ?? [],
  };
  const { releases, spokenOf, leftOut } = releasesIn(written.releases ?? []);
  const { plants, circuits } = written;
  const described = written.fleet ?? {
    plants: plants ?? undefined,
    circuits: circuits ?? undefined,
  };
  const deliveries = readReceipts(written.receipts ?? written.alerts ?? []);
  const truth = within('truth', () =>
    isGiven(written.truth) ? readTruth(written.truth) : undefined,
  );
  const policy = within('policy', () =>
    isGiven(written.policy) ? Policy.parse(written.policy) : undefined,
  );
  const fleet = within('fleet', () =>
    readFleet(described, () => [...spokenOf, ...rows.jobs, ...rows.metrics]),
  );
  const jobs = readTable('jobs', rows.jobs, fleet);
  const metrics = readTable('metrics', rows.metrics, fleet);
  return {
    name: written.name ?? written.id ?? name,
    class: written.class ?? classOf(truth),
    fleet,
    releases,
    receipts: deliveries.receipts,
    rows: { jobs: jobs.rows, metrics: metrics.rows },
    // A policy of its own says itself which alert rules count.
    alertRules: written.alertRules ?? (policy ? [] : alertRulesIn(deliveries.receipts)),
    leftOut: [
      ...[leftOut, deliveries.leftOut, jobs.leftOut, metrics.leftOut].flat(),
      ...wantsIn({ truth, releases, receipts: deliveries.receipts }),
    ],
    ...(truth ? { truth } : {}),
    ...(policy ? { policy } : {}),
  };
}

const Deployments = z.object({ deployments: z.array(z.unknown()) });

function releasesIn(documents: readonly unknown[]): {
  releases: Release[];
  spokenOf: unknown[];
  leftOut: string[];
} {
  const releases: Release[] = [];
  const leftOut: string[] = [];
  const spokenOf: unknown[] = [];
  for (const [index, document] of documents.entries()) {
    const own = Release.safeParse(document);
    const text = typeof document === 'string' ? document : JSON.stringify(document);
    const reading = own.success
      ? { status: 'read' as const, release: own.data }
      : readRelease(text);
    if (reading.status === 'read') {
      releases.push(reading.release);
      spokenOf.push(...(Deployments.safeParse(document).data?.deployments ?? []));
    } else {
      const reason = reading.status === 'unreadable' ? reading.reason : 'missing';
      leftOut.push(`releases[${index}]: ${reason}`);
    }
  }
  return { releases, spokenOf, leftOut };
}

/** What who wrote the history will want to know: nothing to judge, or a release that nobody has heard of. */
function wantsIn({
  truth,
  releases,
  receipts,
}: Pick<History, 'releases' | 'receipts'> & { truth: Truth | undefined }): string[] {
  const named = truth?.action === 'rollBack' ? (truth.releases ?? []) : [];
  return [
    ...(receipts.length === 0 ? ['receipts: there are none, so nothing is judged'] : []),
    ...named
      .filter((id) => !releases.some((release) => release.id === id))
      .map((id) => `truth names ${id}, which is not among the releases`),
  ];
}

function classOf(truth: History['truth']): string {
  if (!truth) {
    return 'unlabelled';
  }
  return truth.action === 'none' ? 'none' : (truth.kind ?? 'rollBack');
}

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null;
}

/** Says in which field of the document the trouble is. */
function within<T>(field: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new Error(`${field}: ${reasonOf(error)}`, { cause: error });
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof z.ZodError) {
    return z.prettifyError(error);
  }
  return error instanceof Error ? error.message : String(error);
}
