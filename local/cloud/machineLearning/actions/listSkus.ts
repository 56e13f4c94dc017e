import { z } from 'zod';
import type { Answer, ResourceCall } from '../arm/call';
import type { Simulation } from '../simulation';
import { requireResource } from './requireResource';

/** The service's own limit of instances in a deployment. */
const mostInstances = 50;

const Sku = z.object({ name: z.string(), tier: z.string().optional() });

/** GET of an online deployment's `skus`: within which bounds it can be scaled. */
export function listSkus(simulation: Simulation, { id }: ResourceCall): Answer {
  const deployment = requireResource(simulation, id);
  const { name, tier = 'Standard' } = Sku.catch({ name: 'Default' }).parse(deployment['sku']);
  const capacity = { minimum: 1, maximum: mostInstances, default: 1, scaleType: 'Manual' };
  const sku = { resourceType: deployment.type, sku: { name, tier }, capacity };
  return { status: 200, body: JSON.stringify({ value: [sku] }) };
}
