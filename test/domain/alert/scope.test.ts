import { describe, expect, it } from '@jest/globals';
import { scopeOf } from '../../../shared/domain/alert/scope';
import { aFleet, anAlert } from '../../support/builders';

const workspace =
  '/subscriptions/s/resourceGroups/mlops-rg/providers/Microsoft.MachineLearningServices/workspaces/prod';
const endpoint = `${workspace}/batchEndpoints/batch-endpoint-plant-P001`;
const logs =
  '/subscriptions/s/resourcegroups/mlops-rg/providers/microsoft.operationalinsights/workspaces/logs';
const circuit = { of: 'circuit', circuit: { plant: 'P001', circuit: 'C002' } };
const plant = { of: 'plant', plant: 'P001' };
const elsewhere = (what: string) => ({ of: 'elsewhere', reason: `${what} is not of this fleet` });

describe('scopeOf', () => {
  it.each([
    {
      what: 'a deployment named by dimensions',
      dimensions: {
        endpoint_name: 'batch-endpoint-plant-P001',
        deployment_name: 'deployment-circuit-C002',
      },
      expected: circuit,
    },
    {
      what: 'the same in another case',
      dimensions: {
        endpoint_name: 'BATCH-ENDPOINT-PLANT-P001',
        deployment_name: 'Deployment-Circuit-c002',
      },
      expected: circuit,
    },
    {
      what: 'an endpoint named by a dimension',
      dimensions: { endpoint_name: 'batch-endpoint-plant-P001' },
      expected: plant,
    },
    {
      what: 'a circuit named by plant and circuit',
      dimensions: { plant_id: 'p001', circuit_id: 'c002' },
      expected: circuit,
    },
    { what: 'a plant named by itself', dimensions: { plant_id: 'P001' }, expected: plant },
    {
      what: 'a circuit without its plant, which could be any',
      dimensions: { circuit_id: 'C002' },
      expected: elsewhere('circuit C002 without a plant'),
    },
    {
      what: 'a plant of others',
      dimensions: { plant_id: 'P009' },
      expected: elsewhere('plant P009'),
    },
    {
      what: 'a circuit that the plant does not have',
      dimensions: { plant_id: 'P001', circuit_id: 'C009' },
      expected: elsewhere('circuit P001/C009'),
    },
    {
      what: 'an endpoint of others',
      dimensions: { endpoint_name: 'pricing' },
      expected: elsewhere('endpoint pricing'),
    },
    {
      what: 'a deployment of others',
      dimensions: { endpoint_name: 'batch-endpoint-plant-P001', deployment_name: 'shadow' },
      expected: elsewhere('deployment batch-endpoint-plant-P001/shadow'),
    },
  ])('by name: $what', ({ dimensions, expected }) => {
    expect(scopeOf(anAlert({ dimensions, targets: [logs] }), aFleet())).toEqual(expected);
  });

  it.each([
    {
      what: 'a deployment',
      targets: [`${endpoint}/deployments/deployment-circuit-C002`],
      expected: circuit,
    },
    {
      what: 'a deployment, in lower case as Azure often writes it',
      targets: [`${endpoint}/deployments/deployment-circuit-C002`.toLowerCase()],
      expected: circuit,
    },
    { what: 'an endpoint', targets: [endpoint], expected: plant },
    { what: 'an Azure ML workspace', targets: [workspace], expected: { of: 'fleet' } },
    { what: 'a Log Analytics workspace', targets: [logs], expected: { of: 'fleet' } },
    {
      what: 'something else before a deployment',
      targets: ['/subscriptions/s', `${endpoint}/deployments/deployment-circuit-C002`],
      expected: circuit,
    },
    {
      what: 'a virtual machine',
      targets: ['/subscriptions/s/providers/microsoft.compute/virtualmachines/vm'],
      expected: elsewhere('target /subscriptions/s/providers/microsoft.compute/virtualmachines/vm'),
    },
    {
      what: 'an endpoint of others',
      targets: [`${workspace}/batchEndpoints/pricing`],
      expected: elsewhere('endpoint pricing'),
    },
    { what: 'nothing', targets: [], expected: elsewhere('no target') },
  ])('by target: $what', ({ targets, expected }) => {
    expect(scopeOf(anAlert({ dimensions: {}, targets }), aFleet())).toEqual(expected);
  });

  it('believes a name before a target, because a log alert points at the workspace it queried', () => {
    const alert = anAlert({ dimensions: { plant_id: 'P001' }, targets: [workspace] });

    expect(scopeOf(alert, aFleet())).toEqual(plant);
  });
});
