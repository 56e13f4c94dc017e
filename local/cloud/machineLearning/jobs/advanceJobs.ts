import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { parseResourceId } from '../arm/resourceId';
import { Tags } from '../arm/resource';
import { armTime } from '../clock/operation';
import type { Simulation } from '../simulation';
import { inTransaction } from '../store/database';
import type { Stage } from './jobCourse';
import type { JobOutput, Outlook } from './jobStore';

/** Brings every job to the stage that its clock has reached. */
export function advanceJobs(simulation: Simulation, now: number): void {
  const due = simulation.jobs.due(now);
  if (due.length > 0) {
    inTransaction(simulation.database, () => {
      for (const outlook of due) {
        advance(simulation, outlook, now);
      }
    });
  }
}

function advance(simulation: Simulation, { job, stages, output }: Outlook, now: number): void {
  const reached = stages.filter(({ at }) => at <= now);
  const ahead = stages.filter(({ at }) => at > now);
  simulation.jobs.save({ job, stages: ahead, output });
  const id = parseResourceId(job);
  const resource = id && simulation.resources.get(id);
  const last = reached.at(-1);
  // Somebody may have deleted the job meanwhile.
  if (!resource || !last) {
    return;
  }
  const stage = last.status === 'Completed' && output ? afterWriting(output, last) : last;
  const marks = Object.fromEntries([...reached.slice(0, -1), stage].flatMap(marksOf));
  const properties = { ...Tags.catch({}).parse(resource.properties['properties']), ...marks };
  simulation.resources.save(id, {
    ...resource,
    properties: { ...resource.properties, properties, status: stage.status },
  });
}

/** When a job began and ended, and why it failed, as far as a stage says. */
function marksOf({ status, at, error }: Stage): [string, string][] {
  switch (status) {
    case 'Running':
      return [['StartTimeUtc', armTime(at)]];
    case 'Completed':
    case 'Canceled':
      return [['EndTimeUtc', armTime(at)]];
    case 'Failed':
      return [
        ['EndTimeUtc', armTime(at)],
        ['error.code', error?.code ?? 'UserError'],
        ['error.message', error?.message ?? ''],
      ];
    case 'Preparing':
    case 'CancelRequested':
      return [];
  }
}

/** The end of a job that writes: it fails if it cannot. Writes again after a death in between. */
function afterWriting({ file, content }: JobOutput, completed: Stage): Stage {
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
    return completed;
  } catch (error) {
    const message = `The output could not be written: ${String(error)}`;
    return { status: 'Failed', at: completed.at, error: { code: 'UserError', message } };
  }
}
