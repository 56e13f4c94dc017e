import type { Cloud } from '../../local/demo/cloud';
import { openWayTo } from './cuttable';
import type { Cuttable } from './cuttable';

/** The services that the app reaches each by a way of its own. */
const services = ['blob', 'serviceBus', 'logs', 'resourceManager'] as const;
export type Service = (typeof services)[number];

export type Ways = {
  /** The cloud as the app is to see it: by ways that can be cut. */
  through: (cloud: Cloud) => Promise<Cloud>;
  to: (service: Service) => Cuttable;
  close: () => Promise<void>;
};

/** Ways between an app and its cloud. There are none before `through` was called. */
export function openWays(): Ways {
  const ways = new Map<Service, Cuttable>();
  const to = (service: Service): Cuttable => {
    const way = ways.get(service);
    if (!way) {
      throw new Error(`there is no way to ${service} yet`);
    }
    return way;
  };
  const through = async (cloud: Cloud): Promise<Cloud> => {
    const seen = { ...cloud };
    for (const service of services) {
      const [before, port, after] = split(cloud[service]);
      // oxlint-disable-next-line no-await-in-loop -- four of them
      const way = await openWayTo(port);
      ways.set(service, way);
      seen[service] = `${before}${way.port}${after}`;
    }
    return seen;
  };
  const close = async (): Promise<void> => {
    await Promise.all([...ways.values()].map((way) => way.close()));
  };
  return { through, to, close };
}

/** An address, in two around its port. */
function split(address: string): [string, number, string] {
  const [, before, port, after] = /^([^:]*:\/\/[^:/]+:)(\d+)(.*)$/s.exec(address) ?? [];
  if (before === undefined || port === undefined || after === undefined) {
    throw new Error(`found no port in ${address}`);
  }
  return [before, Number(port), after];
}
