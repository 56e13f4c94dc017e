import { z } from 'zod';

const PlantId = z.string().regex(/^[A-Za-z0-9-]{1,16}$/, 'letters, digits and dashes, at most 16');
const CircuitId = z
  .string()
  .regex(/^[A-Za-z0-9-]{1,16}$/, 'letters, digits and dashes, at most 16');

/** One scoring unit of a plant. Circuit ids are unique within their plant only. */
export const Circuit = z.strictObject({ plant: PlantId, circuit: CircuitId });
export type Circuit = z.infer<typeof Circuit>;

/** All circuits of a workspace, and how their endpoints and deployments are called. */
export const Fleet = z
  .strictObject({
    name: z.string().regex(/^[a-z0-9-]{1,32}$/, 'lower case letters, digits and dashes'),
    naming: z
      .strictObject({
        endpoint: z.string().includes('{plant}'),
        deployment: z.string().includes('{circuit}'),
        /** Where plants have online endpoints too. */
        online: z.string().includes('{plant}').optional(),
      })
      .default({
        endpoint: 'batch-endpoint-plant-{plant}',
        deployment: 'deployment-circuit-{circuit}',
      }),
    /** Where plants lie that are not in the workspace of the app's settings. */
    workspaces: z
      .array(
        z.strictObject({
          name: z.string().min(1).max(64),
          subscriptionId: z.guid(),
          resourceGroup: z.string().min(1),
          workspace: z.string().min(1),
        }),
      )
      .refine((all) => areDistinct(all.map(({ name }) => name)), 'every workspace once')
      .optional(),
    plants: z
      .array(
        z.strictObject({
          id: PlantId,
          /** Of `workspaces`; without it the one that the app's settings name. */
          workspace: z.string().min(1).optional(),
          circuits: z.array(CircuitId).min(1).refine(areDistinct, 'every circuit of a plant once'),
        }),
      )
      .min(1)
      .refine((plants) => areDistinct(plants.map(({ id }) => id)), 'every plant once'),
  })
  .refine(
    ({ plants, workspaces = [] }) =>
      plants.every(({ workspace }) => isNamed(workspace, workspaces)),
    'a plant names a workspace that is none of workspaces',
  );
export type Fleet = z.infer<typeof Fleet>;

export type FleetNaming = Fleet['naming'];

/** Unique in a fleet, and safe in the id of an orchestration. */
export function circuitKey({ plant, circuit }: Circuit): string {
  return `${plant}:${circuit}`;
}

/** For people: `P001/C001`. */
export function circuitName({ plant, circuit }: Circuit): string {
  return `${plant}/${circuit}`;
}

export function endpointOf(naming: FleetNaming, plant: string): string {
  return naming.endpoint.replace('{plant}', plant);
}

/** The online endpoint of a plant, where it has one. */
export function onlineEndpointOf(naming: FleetNaming, plant: string): string {
  return (naming.online ?? 'online-endpoint-plant-{plant}').replace('{plant}', plant);
}

export function deploymentOf(naming: FleetNaming, circuit: string): string {
  return naming.deployment.replace('{circuit}', circuit);
}

export function circuitsOf({ plants }: Fleet): Circuit[] {
  return plants.flatMap(({ id, circuits }) => circuits.map((circuit) => ({ plant: id, circuit })));
}

/** The circuit a deployment of an endpoint belongs to, if it is one of ours; case is ignored. */
export function circuitAt(fleet: Fleet, endpoint: string, deployment: string): Circuit | undefined {
  const plant = plantAt(fleet, endpoint);
  const circuit = plant?.circuits.find((id) => same(deploymentOf(fleet.naming, id), deployment));
  return plant && circuit ? { plant: plant.id, circuit } : undefined;
}

export function plantAt(
  { naming, plants }: Fleet,
  endpoint: string,
): Fleet['plants'][number] | undefined {
  return plants.find(({ id }) => same(endpointOf(naming, id), endpoint));
}

function isNamed(workspace: string | undefined, workspaces: readonly { name: string }[]): boolean {
  return workspace === undefined || workspaces.some(({ name }) => name === workspace);
}

/** Plants of one subscription share what it lets us write; undefined for the app's own. */
export function subscriptionOf(
  { plants, workspaces = [] }: Fleet,
  plant: string,
): string | undefined {
  const name = plants.find(({ id }) => id === plant)?.workspace;
  return workspaces.find((one) => one.name === name)?.subscriptionId;
}

/** In the eyes of ARM, to which case means nothing. */
function areDistinct(names: readonly string[]): boolean {
  return new Set(names.map((name) => name.toLowerCase())).size === names.length;
}

/** ARM compares names without regard to case, and writes them in several. */
export function same(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
