import type { Authenticate } from '../identity/principal';
import type { Behaviour } from './behaviour';
import type { ProfileName } from './throttle/profiles';

export type MachineLearningOptions = {
  /** 0 lets the system choose. Clients keep whole URLs: give the same port after a restart. */
  port: number;
  tls: { cert: string; key: string };
  authenticate: Authenticate;
  /** Made if it is not there; one simulator at a time. */
  stateDirectory: string;
  /** How many times as fast as the real service: latencies and refills, not `Retry-After`. */
  speed: number;
  /** Where the identities of endpoints and deployments are. */
  tenantId?: string;
  subscriptionId: string;
  location: string;
  workspaces: readonly ContainerOptions[];
  registries?: readonly ContainerOptions[];
  /** The throttle profile; if not said, that of the last time. */
  profile?: ProfileName | undefined;
  behaviour?: Partial<Behaviour> | undefined;
  log: (line: string) => void;
};

/** A workspace or a registry; in the subscription of all others unless it says. */
export type ContainerOptions = {
  readonly subscriptionId?: string | undefined;
  readonly resourceGroup: string;
  readonly name: string;
};
