import type { Cloud } from './cloud';
import type { Site } from './fleet';
import { playTelemetry } from './playTelemetry';

type Outcome = { status: 'Completed' } | { status: 'Failed'; code: string; message: string };

/** What a scoring job says when the image it starts from is broken. */
export const brokenImage = {
  status: 'Failed',
  code: 'UserError',
  message: 'ImportError: libcudnn.so.9: cannot open shared object file',
} as const;

/** Plays a batch scoring job of each circuit, by the rows that jobs leave in Log Analytics. */
export async function playJobs(
  cloud: Cloud,
  sites: readonly Site[],
  { outcome, minutesAgo }: { outcome: Outcome; minutesAgo: number },
): Promise<void> {
  const failure = outcome.status === 'Failed' ? { failure: outcome } : {};
  const jobs = sites.map((site) => ({ site, minutesAgo, ...failure }));
  await playTelemetry(cloud, { jobs, scores: [] });
}
