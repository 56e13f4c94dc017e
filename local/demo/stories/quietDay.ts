import type { Site } from '../fleet';
import type { JobRun, Scoring, Telemetry } from './story';

/** Minutes ago at which circuits scored: every five of the last hour, and rarer the longer ago. */
const times = [
  ...stepsBack({ from: 3, to: 60, by: 5 }),
  ...stepsBack({ from: 75, to: 360, by: 30 }),
  ...stepsBack({ from: 400, to: 1_430, by: 120 }),
];

const usual = { f1: 0.91, errorShare: 0.004 };

/** What happened to a circuit's scoring at a moment; nothing where it went as usual. */
export type Mishap = Partial<Pick<JobRun, 'failure'> & Pick<Scoring, 'f1' | 'errorShare'>>;

/**
 * A day in the life of a fleet, but for what a story does to it. Jobs that fail leave no scores.
 * The same each time it is asked for: a story must not end by chance.
 */
export function dayOf(
  sites: readonly Site[],
  mishap: (site: Site, minutesAgo: number) => Mishap | undefined,
): Telemetry {
  const jobs: JobRun[] = [];
  const scores: Scoring[] = [];
  sites.forEach((site, index) => {
    for (const minutesAgo of times) {
      const { failure, f1, errorShare } = mishap(site, minutesAgo) ?? {};
      jobs.push({ site, minutesAgo, ...(failure === undefined ? {} : { failure }) });
      if (failure === undefined) {
        const wobble = Math.sin(index * 7 + minutesAgo * 3);
        scores.push({
          site,
          minutesAgo,
          f1: (f1 ?? usual.f1) + wobble * 0.008,
          errorShare: (errorShare ?? usual.errorShare) * (1 + wobble * 0.3),
        });
      }
    }
  });
  return { jobs, scores };
}

function stepsBack({ from, to, by }: Record<'from' | 'to' | 'by', number>): number[] {
  return Array.from({ length: Math.ceil((to - from) / by) }, (_, step) => from + step * by);
}
