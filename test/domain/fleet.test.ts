import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import {
  Fleet,
  circuitAt,
  circuitsOf,
  deploymentOf,
  endpointOf,
  plantAt,
} from '../../shared/domain/fleet';
import { aFleet } from '../support/builders';

describe('a fleet', () => {
  const plants = [{ id: 'P001', circuits: ['C001'] }];

  it('names endpoints and deployments as the runbook does, if nothing else is said', () => {
    const { naming } = Fleet.parse({ name: 'prod', plants });

    expect(endpointOf(naming, 'P001')).toBe('batch-endpoint-plant-P001');
    expect(deploymentOf(naming, 'C001')).toBe('deployment-circuit-C001');
  });

  it('names them by its own templates', () => {
    const naming = { endpoint: '{plant}-scoring', deployment: 'c-{circuit}-blue' };
    const fleet = Fleet.parse({ name: 'prod', naming, plants });

    expect(endpointOf(fleet.naming, 'P001')).toBe('P001-scoring');
    expect(deploymentOf(fleet.naming, 'C001')).toBe('c-C001-blue');
    expect(circuitAt(fleet, 'p001-scoring', 'c-c001-blue')).toEqual({
      plant: 'P001',
      circuit: 'C001',
    });
  });

  it('has circuits by plant, in order', () => {
    expect(circuitsOf(aFleet({ plants: 2, circuits: 2 }))).toEqual([
      { plant: 'P001', circuit: 'C001' },
      { plant: 'P001', circuit: 'C002' },
      { plant: 'P002', circuit: 'C001' },
      { plant: 'P002', circuit: 'C002' },
    ]);
  });

  it('knows what is not its own', () => {
    expect(plantAt(aFleet(), 'batch-endpoint-plant-P009')).toBeUndefined();
    expect(circuitAt(aFleet(), 'batch-endpoint-plant-P001', 'shadow')).toBeUndefined();
    expect(circuitAt(aFleet(), 'pricing', 'deployment-circuit-C001')).toBeUndefined();
  });

  it.each([
    { what: 'without plants', over: { plants: [] }, path: 'plants' },
    {
      what: 'with a plant twice',
      over: { plants: [...plants, ...plants] },
      path: 'every plant once',
    },
    {
      what: 'with a plant without circuits',
      over: { plants: [{ id: 'P001', circuits: [] }] },
      path: 'plants[0].circuits',
    },
    {
      what: 'with a template that names no plant',
      over: { naming: { endpoint: 'scoring', deployment: '{circuit}' } },
      path: 'naming.endpoint',
    },
    { what: 'with a name in capitals', over: { name: 'PROD' }, path: 'name' },
    { what: 'with a field nobody knows', over: { owner: 'me' }, path: 'owner' },
  ])('is refused $what', ({ over, path }) => {
    const parsed = Fleet.safeParse({ name: 'prod', plants, ...over });

    expect(parsed.success).toBe(false);
    expect(parsed.error && z.prettifyError(parsed.error)).toContain(path);
  });

  it.each([
    { what: 'a plant twice, whatever its case', ids: ['P001', 'p001'], circuits: ['C001'] },
    { what: 'a circuit twice', ids: ['P001'], circuits: ['C001', 'c001'] },
  ])('refuses $what', ({ ids, circuits }) => {
    const fleet = { name: 'prod', plants: ids.map((id) => ({ id, circuits })) };

    expect(Fleet.safeParse(fleet).success).toBe(false);
  });
});
