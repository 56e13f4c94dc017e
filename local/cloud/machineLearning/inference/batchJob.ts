import { z } from 'zod';
import { formatResourceId, nameOf, withinType } from '../arm/resourceId';
import type { ResourceId } from '../arm/resourceId';
import { Tags } from '../arm/resource';
import type { ArmResource } from '../arm/resource';
import type { BatchJobRequest } from './batchJobRequest';

const inputTypes = { UriFolder: 'uri_folder', UriFile: 'uri_file', Literal: 'literal' } as const;
const outputTypes = { UriFolder: 'uri_folder', UriFile: 'uri_file' } as const;

type JobDraft = {
  request: BatchJobRequest;
  endpoint: ResourceId;
  deployment: ArmResource;
  jobName: string;
  output: string;
};

/** A batch job's properties as Resource Manager has them: those of a pipeline of one step. */
export function batchJobResource({
  request,
  endpoint,
  deployment,
  jobName,
  output,
}: JobDraft): ArmResource['properties'] {
  const workspace = formatResourceId(withinType(endpoint, 'workspaces'));
  const studio = `https://ml.azure.com/runs/${jobName}?wsid=${workspace}`;
  const [asked] = Object.values(request.outputdata);
  const jobOutputType = outputTypes[asked?.joboutputtype ?? 'UriFolder'];
  return {
    jobType: 'Pipeline',
    status: 'Preparing',
    displayName: request.displayname ?? jobName,
    experimentName: request.experimentname ?? nameOf(endpoint),
    isArchived: false,
    description: null,
    computeId: null,
    services: { Studio: { jobServiceType: 'Studio', endpoint: studio, status: null } },
    inputs: Object.fromEntries(Object.entries(request.inputdata).map(inputOf)),
    outputs: { score: { jobOutputType, uri: output, mode: 'ReadWriteMount' } },
    jobs: {},
    settings: {},
    tags: {
      'azureml.batchrun': 'true',
      'azureml.deploymentname': deployment.name,
      'azureml.jobtype': 'azureml.batchjob',
      inputType: 'input_data',
      outputType: 'output_data',
    },
    properties: { 'azureml.deploymentid': deployment.id },
  };
}

function inputOf([name, input]: [string, BatchJobRequest['inputdata'][string]]): [string, unknown] {
  const jobInputType = inputTypes[input.jobinputtype];
  return input.jobinputtype === 'Literal'
    ? [name, { jobInputType, value: input.value }]
    : [name, { jobInputType, uri: input.uri, mode: 'ReadOnlyMount' }];
}

const Properties = z.object({
  status: z.string(),
  displayName: z.string(),
  services: z.object({ Studio: z.object({ endpoint: z.string() }) }),
  outputs: z.object({ score: z.object({ uri: z.string() }) }),
  tags: Tags,
  properties: z.looseObject({ 'azureml.deploymentid': z.string() }),
});

export type BatchJob = { id: string; name: string; type: string; properties: unknown };

const batchJobType = 'Microsoft.MachineLearningServices/workspaces/batchEndpoints/deployments/jobs';

/** Whether a job is one of a batch endpoint. */
export function isBatchJob({ properties }: ArmResource): boolean {
  return Properties.safeParse(properties).success;
}

/** A batch job as the data plane shows it. */
export function batchJob({ name, properties, systemData }: ArmResource): BatchJob & {
  systemData: unknown;
} {
  const { status, displayName, services, outputs, tags, ...more } = Properties.parse(properties);
  const { 'azureml.deploymentid': deployment, ...marks } = more.properties;
  const [, datastoreId, path] = /datastores\/([^/]+)\/paths\/(.+)$/.exec(outputs.score.uri) ?? [];
  const { endpoint } = services.Studio;
  return {
    id: `${deployment}/jobs/${name}`,
    name,
    type: batchJobType,
    properties: {
      name: displayName,
      provisioningState: 'Succeeded',
      status,
      output: { datastoreId: datastoreId ?? null, path: path ?? null },
      interactionEndpoints: { Studio: { jobEndpointType: 'Studio', endpoint } },
      properties: marks,
      tags,
    },
    systemData,
  };
}
