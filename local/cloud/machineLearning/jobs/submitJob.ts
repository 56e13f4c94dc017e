import { existsSync } from 'node:fs';
import { z } from 'zod';
import { keyOf } from '../arm/resourceId';
import type { ArmResource } from '../arm/resource';
import type { ResourceId } from '../arm/resourceId';
import { findMissingAsset } from '../handlers/missingAsset';
import type { Simulation } from '../simulation';
import { courseOf } from './jobCourse';
import type { JobEnding } from './jobCourse';
import { ruleFor } from './jobRule';
import type { JobRule, JobTraits } from './jobRule';
import { jobRules } from './jobSettings';

export type Submission = {
  id: ResourceId;
  traits: JobTraits;
  /** Ids of the assets without which the job fails. */
  assets: readonly string[];
  /** Where the job will write when it completes, if it writes anything. */
  outputFile: string | undefined;
};

/** Lets a job begin: how it will go is settled here, by rule, by what it needs, and by chance. */
export function submitJob(simulation: Simulation, submission: Submission): void {
  const { id, traits, outputFile } = submission;
  const rule = ruleFor(jobRules(simulation.settings), traits);
  const ending = endingOf(simulation, submission, rule);
  const stages = courseOf({
    submittedAt: simulation.now(),
    preparingMs: length(simulation, 'jobPreparing', rule?.preparingSeconds),
    runningMs: length(simulation, 'jobRunning', rule?.runningSeconds),
    ending,
  });
  const content = rule?.outcome.status === 'Completed' ? (rule.outcome.output ?? '') : '';
  const output = outputFile === undefined ? undefined : { file: outputFile, content };
  simulation.jobs.save({ job: keyOf(id), stages: stages.slice(1), output });
}

function endingOf(
  simulation: Simulation,
  { assets, outputFile }: Submission,
  rule: JobRule | undefined,
): JobEnding {
  const missing = findMissingAsset(simulation, assets);
  if (missing !== undefined) {
    const message = `Could not find asset with ID: ${missing}`;
    return { status: 'Failed', error: { code: 'ModelRegistryError', message } };
  }
  if (outputFile !== undefined && existsSync(outputFile)) {
    const message = `The output file '${outputFile}' already exists. Use a unique output location.`;
    return { status: 'Failed', error: { code: 'UserError', message } };
  }
  if (rule?.outcome.status === 'Failed') {
    const { code, message } = rule.outcome;
    return { status: 'Failed', error: { code, message } };
  }
  return { status: rule?.outcome.status ?? 'Completed' };
}

function length(
  { durationMs, speed }: Simulation,
  usual: 'jobPreparing' | 'jobRunning',
  seconds: number | undefined,
): number {
  return seconds === undefined ? durationMs(usual) : (seconds * 1000) / speed;
}

const Traits = z.object({ environmentId: z.string().optional() });

/** Lets a job begin that was made over Resource Manager, outside of any endpoint. */
export function submitResource(
  simulation: Simulation,
  id: ResourceId,
  { properties }: ArmResource,
): void {
  const { environmentId } = Traits.parse(properties);
  submitJob(simulation, {
    id,
    traits: {
      endpoint: undefined,
      deployment: undefined,
      environment: environmentId,
      model: undefined,
    },
    assets: environmentId === undefined ? [] : [environmentId],
    outputFile: undefined,
  });
}
