import type { Answer, ResourceCall } from '../arm/call';
import { pageRequest, skipToken } from '../arm/page';
import { formatResourceId, parentOf } from '../arm/resourceId';
import type { Simulation } from '../simulation';
import { listContainers } from './listContainers';
import { requireParent } from './lookup';
import { shown } from './shown';

/** GET of a collection: one page, with a link to the next. */
export function listResources(simulation: Simulation, call: ResourceCall): Answer {
  const { id, query } = call;
  const parent = parentOf(id);
  if (!parent) {
    const type = id.type === 'registries' ? 'registries' : 'workspaces';
    return listContainers(simulation, { query, within: { ...id, type } });
  }
  requireParent(simulation, id, 'read');
  const request = pageRequest(query, {
    type: id.type,
    defaultSize: simulation.behaviour.pageSize,
  });
  const { bodies, next } = simulation.resources.page(parent, id.type, request);
  const listed = bodies.map((body) => shown(simulation, call, body));
  const nextLink =
    next === undefined ? '' : `,"nextLink":${JSON.stringify(linkAfter(next, simulation, call))}`;
  return { status: 200, body: `{"value":[${listed.join(',')}]${nextLink}}` };
}

function linkAfter(last: number, { origin }: Simulation, { id, query }: ResourceCall): string {
  const kept = [...query].filter(([name]) => name !== '$skipToken' && name !== '$skip');
  const parameters = [...kept, ['$skipToken', skipToken(last)]].map(
    ([name = '', value = '']) => `${name}=${encodeURIComponent(value)}`,
  );
  return `${origin}${formatResourceId(id)}?${parameters.join('&')}`;
}
