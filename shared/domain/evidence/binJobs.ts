import type { JobBin } from './bins';
import type { Horizon } from './horizon';
import type { ToldJob } from './readRows';
import { groupBy, isWithin, minuteOf, speakerKey } from './group';

const endings = new Set(['Failed', 'Completed']);

/**
 * Counts the jobs that ended, by deployment and minute. The last state of a job counts; of states
 * of one moment the ending does, and of endings the failure.
 */
export function binJobs(rows: readonly ToldJob[], { since, asOf }: Horizon): JobBin[] {
  const span = { after: since, until: asOf };
  const heard = rows.filter(({ at }) => isWithin(at, span));
  const jobs = groupBy(heard, ({ speaker, row }) => `${speakerKey(speaker)}\n${row.job_id}`);
  const ended = [...jobs.values()].flatMap((states) => endOf(states));
  const bins = groupBy(ended, ({ speaker, at }) => `${speakerKey(speaker)}\n${minuteOf(at)}`);
  return [...bins.values()].flatMap((jobsOfBin) => {
    const [first] = jobsOfBin;
    return first === undefined
      ? []
      : [
          {
            ...first.speaker,
            at: minuteOf(first.at),
            failed: jobsOfBin.filter(({ row }) => row.status === 'Failed').length,
            finished: jobsOfBin.length,
          },
        ];
  });
}

/** The state in which a job ended, unless it is not known to have, or goes on. */
function endOf(states: readonly ToldJob[]): ToldJob[] {
  const last = states.reduce((one, other) => (rank(other) > rank(one) ? other : one));
  return endings.has(last.row.status) ? [last] : [];
}

/** As text, which is in order of time. */
function rank({ at, row }: ToldJob): string {
  const weight = row.status === 'Failed' ? 2 : 1;
  return `${at} ${endings.has(row.status) ? weight : 0}`;
}
