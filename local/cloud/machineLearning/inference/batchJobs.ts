import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Principal } from '../../identity/principal';
import { ArmError, badRequest } from '../arm/armError';
import type { Answer } from '../arm/call';
import { formatResourceId, nameOf, withinType } from '../arm/resourceId';
import type { ResourceId } from '../arm/resourceId';
import { ArmResource } from '../arm/resource';
import { provider } from '../arm/resourceType';
import { systemDataAfter } from '../arm/systemData';
import { submitJob } from '../jobs/submitJob';
import { Defaults } from '../kinds/batchEndpoint';
import type { Simulation } from '../simulation';
import { inTransaction } from '../store/database';
import { batchJob, batchJobResource, isBatchJob } from './batchJob';
import { batchJobRequest } from './batchJobRequest';
import { outputFile } from './outputFile';

type Submission = {
  endpoint: ResourceId;
  /** From the header that bypasses the endpoint's default. */
  deployment: string | undefined;
  body: unknown;
  principal: Principal;
};

/** POST of a batch endpoint's scoring address: a job of one of its deployments begins. */
export function submitBatchJob(simulation: Simulation, submission: Submission): Answer {
  const { endpoint, body, principal } = submission;
  const { id, deployment } = chosenDeployment(simulation, submission);
  const request = batchJobRequest(body);
  const jobName = `batchjob-${randomUUID()}`;
  const { environmentId, model, outputFileName } = Snapshot.parse(deployment.properties);
  const output = outputFile(simulation, request, { jobName, deploymentFile: outputFileName });
  const jobId = jobIdOf(endpoint, jobName);
  const job: ArmResource = {
    id: formatResourceId(jobId),
    name: jobName,
    type: `${provider}/workspaces/jobs`,
    properties: batchJobResource({ request, deployment, endpoint, jobName, output: output.uri }),
    systemData: systemDataAfter(undefined, principal, simulation.now()),
  };
  const assets = [environmentId, model?.assetId].filter((asset) => typeof asset === 'string');
  return inTransaction(simulation.database, () => {
    simulation.resources.save(jobId, job);
    submitJob(simulation, {
      id: jobId,
      traits: {
        endpoint: nameOf(endpoint),
        deployment: nameOf(id),
        environment: environmentId ?? undefined,
        model: model?.assetId,
      },
      assets,
      outputFile: output.file,
    });
    return {
      status: 201,
      headers: { 'azureml-model-deployment': deployment.name },
      body: JSON.stringify(batchJob(job)),
    };
  });
}

/** GET of a job under a batch endpoint's scoring address. */
export function getBatchJob(
  { resources }: Simulation,
  { endpoint, name }: { endpoint: ResourceId; name: string },
): Answer {
  const job = resources.get(jobIdOf(endpoint, name));
  if (!job || !isBatchJob(job) || !isJobOf(job, endpoint)) {
    throw new ArmError(404, { code: 'NotFound', message: `The job '${name}' was not found.` });
  }
  return { status: 200, body: JSON.stringify(batchJob(job)) };
}

/** GET of a batch endpoint's scoring address: all of its jobs, the newest first. */
export function listBatchJobs({ resources }: Simulation, endpoint: ResourceId): Answer {
  const { bodies } = resources.page(withinType(endpoint, 'workspaces'), 'workspaces/jobs', {
    size: Number.MAX_SAFE_INTEGER,
    descending: true,
    view: 'All',
    after: undefined,
    offset: 0,
    order: 'created',
    matches: (job) => isBatchJob(job) && isJobOf(job, endpoint),
  });
  const value = bodies.map((body) => batchJob(ArmResource.parse(JSON.parse(body))));
  return { status: 200, body: JSON.stringify({ value }) };
}

const Snapshot = z.object({
  environmentId: z.string().nullish(),
  model: z.object({ assetId: z.string().optional() }).nullish(),
  outputFileName: z.string().default('predictions.csv'),
});

function jobIdOf(endpoint: ResourceId, jobName: string): ResourceId {
  const { names } = withinType(endpoint, 'workspaces');
  return { ...endpoint, type: 'workspaces/jobs', names: [...names, jobName] };
}

function isJobOf(job: ArmResource, endpoint: ResourceId): boolean {
  const { id } = batchJob(job);
  return id.toLowerCase().startsWith(`${formatResourceId(endpoint).toLowerCase()}/`);
}

function chosenDeployment(
  { resources }: Simulation,
  { endpoint, deployment: wanted }: Submission,
): { id: ResourceId; deployment: ArmResource } {
  const defaults = Defaults.parse(resources.get(endpoint)?.properties['defaults']);
  const name = wanted ?? defaults.deploymentName;
  if (name === null) {
    throw badRequest(
      'BadRequest',
      `The endpoint '${nameOf(endpoint)}' has no default deployment, and the request names none in 'azureml-model-deployment'.`,
    );
  }
  const type = 'workspaces/batchEndpoints/deployments';
  const id = { ...endpoint, type, names: [...endpoint.names, name] } as const;
  const deployment = resources.get(id);
  if (!deployment) {
    const message = `The deployment '${name}' was not found in the endpoint '${nameOf(endpoint)}'.`;
    throw new ArmError(404, { code: 'NotFound', message });
  }
  return { id, deployment };
}
