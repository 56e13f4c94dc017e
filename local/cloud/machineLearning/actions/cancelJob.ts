import { conflict } from '../arm/armError';
import type { Answer, ResourceCall } from '../arm/call';
import { keyOf } from '../arm/resourceId';
import { canceledCourse, isOver } from '../jobs/jobCourse';
import type { Simulation } from '../simulation';
import { requireResource } from './requireResource';
import { answerAside, draftAside } from './startAside';

/** POST of a job's `cancel`: the job is over, as canceled, a little later. */
export function cancelJob(simulation: Simulation, call: ResourceCall): Answer {
  const resource = requireResource(simulation, call.id);
  const { status } = resource.properties;
  if (isOver(status)) {
    if (simulation.behaviour.cancelOfEndedJob === 'refuse') {
      throw conflict(`The job '${resource.name}' is in the terminal state ${String(status)}.`);
    }
    return { status: 200 };
  }
  const operation = draftAside(simulation, call, { prefix: 'job', latency: 'jobCanceling' });
  const [, canceled] = canceledCourse(operation.startedAt, operation.durationMs);
  const properties = { ...resource.properties, status: 'CancelRequested' };
  simulation.resources.save(call.id, { ...resource, properties });
  simulation.jobs.save({ job: keyOf(call.id), stages: [canceled], output: undefined });
  return answerAside(simulation, call, operation);
}
