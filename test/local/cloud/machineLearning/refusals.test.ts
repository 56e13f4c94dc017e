import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  TestCloud,
  aDeployment,
  deploymentId,
  endpointId,
  environmentId,
  workspaceId,
} from './support/testCloud';
import type { Json } from './support/testCloud';
import { specificationOf, validate } from './support/liveValidation';

const circuit = deploymentId('circuit-1');
const busy = deploymentId('circuit-2');
const nobody = deploymentId('circuit-9');
const scoring = { audience: 'https://ml.azure.com' };

let cloud: TestCloud;
beforeAll(async () => {
  cloud = await TestCloud.start({ speed: 100 });
  await cloud.control('PUT', '/machineLearning/profile', { name: 'none' });
  await cloud.setScene('circuit-1', 'circuit-2');
  await cloud.control('PUT', '/machineLearning/latencies', { deploymentWrite: [0, 0] });
  await cloud.control('PUT', '/machineLearning/faults', [
    { match: { pathPattern: 'circuit-2' }, times: 1, effect: { operation: 'hang' } },
  ]);
  await cloud.call('PUT', busy, { body: aDeployment() });
  await cloud.control('DELETE', '/machineLearning/journal');
});
afterAll(async () => cloud.close());

const without = (name: 'location' | 'properties') => {
  const { [name]: _, ...rest } = aDeployment();
  return rest;
};

type Refused = { what: string; call: () => Promise<Json>; status: number; code: string };

const refusals: Refused[] = [
  {
    what: 'no token',
    call: () => cloud.call('GET', circuit, { headers: { Authorization: '' } }),
    status: 401,
    code: 'AuthenticationFailed',
  },
  {
    what: 'a token that is none',
    call: () => cloud.call('PUT', circuit, { headers: { Authorization: 'Bearer x' }, body: {} }),
    status: 401,
    code: 'InvalidAuthenticationToken',
  },
  {
    what: 'a token for scoring',
    call: () => cloud.call('GET', circuit, scoring),
    status: 401,
    code: 'InvalidAuthenticationTokenAudience',
  },
  {
    what: 'a write by a reader',
    call: () => cloud.call('PUT', circuit, { role: 'Reader', body: aDeployment() }),
    status: 403,
    code: 'AuthorizationFailed',
  },
  {
    what: 'a deletion by a reader',
    call: () => cloud.call('DELETE', circuit, { role: 'Reader' }),
    status: 403,
    code: 'AuthorizationFailed',
  },
  {
    what: 'keys for a reader',
    call: () => cloud.call('POST', `${endpointId}/listkeys`, { role: 'Reader' }),
    status: 403,
    code: 'AuthorizationFailed',
  },
  {
    what: 'a body that is no JSON',
    call: () => cloud.call('PUT', circuit, { body: '{"location":' }),
    status: 400,
    code: 'InvalidRequestContent',
  },
  {
    what: 'no location',
    call: () => cloud.call('PUT', circuit, { body: without('location') }),
    status: 400,
    code: 'LocationRequired',
  },
  {
    what: 'no properties',
    call: () => cloud.call('PUT', circuit, { body: without('properties') }),
    status: 400,
    code: 'InvalidRequestContent',
  },
  {
    what: 'the short form of an environment',
    call: () =>
      cloud.call('PUT', circuit, { body: aDeployment({ environmentId: 'azureml:env:1.5.0' }) }),
    status: 400,
    code: 'InvalidRequestContent',
  },
  {
    what: 'a size of a page that is none',
    call: () => cloud.call('GET', `${endpointId}/deployments?api-version=2022-10-01&$top=all`),
    status: 400,
    code: 'InvalidQueryParameter',
  },
  {
    what: 'a continuation that nobody gave',
    call: () => cloud.call('GET', `${endpointId}/deployments?api-version=2022-10-01&$skip=1`),
    status: 400,
    code: 'InvalidSkipToken',
  },
  {
    what: 'a default deployment that is not there',
    call: () =>
      cloud.call('PUT', endpointId, {
        body: {
          location: 'westeurope',
          properties: { authMode: 'AADToken', defaults: { deploymentName: 'circuit-9' } },
        },
      }),
    status: 400,
    code: 'InvalidRequestContent',
  },
  {
    what: 'a deployment that is not there',
    call: () => cloud.call('GET', nobody),
    status: 404,
    code: 'ResourceNotFound',
  },
  {
    what: 'a change to a deployment that is not there',
    call: () => cloud.call('PATCH', nobody, { body: { tags: {} } }),
    status: 404,
    code: 'ResourceNotFound',
  },
  {
    what: 'a deployment of an endpoint that is not there',
    call: () => cloud.call('PUT', nobody.replace('P001', 'P999'), { body: aDeployment() }),
    status: 404,
    code: 'ParentResourceNotFound',
  },
  {
    what: 'a version that is not there',
    call: () => cloud.call('GET', environmentId('9.9.9')),
    status: 404,
    code: 'ResourceNotFound',
  },
  {
    what: 'a job that is not there',
    call: () => cloud.call('POST', `${workspaceId}/jobs/none/cancel`),
    status: 404,
    code: 'ResourceNotFound',
  },
  ...['PUT', 'PATCH', 'DELETE'].map((method) => ({
    what: `${method} while an operation runs`,
    call: async () =>
      cloud.call(method, busy, { body: method === 'DELETE' ? undefined : aDeployment() }),
    status: 409,
    code: 'Conflict',
  })),
  {
    what: 'a name that no deployment can have',
    call: () => cloud.call('PUT', deploymentId('a--b'), { body: aDeployment() }),
    status: 400,
    code: 'InvalidResourceName',
  },
];

describe('a refusal', () => {
  it.each(refusals)('of $what is $status $code', async ({ call, status, code }) => {
    const answer = await call();

    expect(answer.status).toBe(status);
    expect(answer.body).toEqual({ error: { code, message: expect.stringMatching(/\w+ \w+/) } });
    expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(answer.headers.get('x-ms-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    expect(answer.headers.get('azure-asyncoperation')).toBeNull();
  });

  it('is one that the official specification knows', async () => {
    const entries = await cloud.journal();
    const findings = await validate(await specificationOf('2022-10-01'), entries);

    expect(entries).toHaveLength(refusals.length);
    expect(findings.filter(({ on }) => on === 'response')).toEqual([]);
  });

  it('changes nothing', async () => {
    const { body } = await cloud.call('GET', `${endpointId}/deployments`);

    expect(
      body.value.map(({ name, properties }: Json['body']) => [name, properties.provisioningState]),
    ).toEqual([
      ['circuit-1', 'Succeeded'],
      ['circuit-2', 'Updating'],
    ]);
  });
});
