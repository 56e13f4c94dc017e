import { ServiceBusAdministrationClient } from '@azure/service-bus';
import type { ServiceBusOptions } from '../../../../local/cloud/serviceBus/start';
import { establishTrust } from '../../../support/trust';
import type { Trust } from '../../../support/trust';
import { Harness } from './aServiceBus';
import type { Queues } from './aServiceBus';

/** A broker that serves TLS with a certificate that this process trusts, and a client that administers it. */
export type SecureServiceBus = {
  harness: Harness;
  trust: Trust;
  administration: ServiceBusAdministrationClient;
  /** The broker stops and starts again, with what is on disk. */
  restart(): Promise<void>;
  close(): Promise<void>;
};

export async function startSecureServiceBus(
  queues: Queues = {},
  options: Partial<ServiceBusOptions> & { topics?: readonly object[] } = {},
): Promise<SecureServiceBus> {
  const trust = await establishTrust();
  const secured = { tls: trust.certificates, authenticate: trust.authenticate, ...options };
  const harness = await Harness.start(queues, secured);
  const { port } = harness.bus;
  return {
    harness,
    trust,
    administration: anAdministration(harness),
    restart: async () => harness.restart({ ...secured, port }),
    close: async () => {
      await harness.close();
      await trust.close();
    },
  };
}

function anAdministration({ bus }: Harness): ServiceBusAdministrationClient {
  return new ServiceBusAdministrationClient(bus.connectionString, {
    retryOptions: { maxRetries: 0 },
  });
}
