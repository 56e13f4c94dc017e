import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startSecureServiceBus } from '../aSecureServiceBus';
import type { SecureServiceBus } from '../aSecureServiceBus';

let bus: SecureServiceBus;

beforeAll(async () => {
  bus = await startSecureServiceBus({ configured: { MaxDeliveryCount: 3 } });
});

afterAll(() => bus.close());

const NEVER = 'P10675199DT2H48M5.4775807S';

describe('createQueue', () => {
  it('makes a queue with the defaults of Azure', async () => {
    const queue = await bus.administration.createQueue('plain');

    expect(queue).toEqual({
      name: 'plain',
      lockDuration: 'PT1M',
      maxSizeInMegabytes: 1024,
      maxDeliveryCount: 10,
      enablePartitioning: false,
      requiresSession: false,
      enableBatchedOperations: true,
      defaultMessageTimeToLive: NEVER,
      autoDeleteOnIdle: NEVER,
      requiresDuplicateDetection: false,
      duplicateDetectionHistoryTimeWindow: 'PT10M',
      deadLetteringOnMessageExpiration: false,
      status: 'Active',
      enableExpress: false,
      availabilityStatus: 'Available',
      maxMessageSizeInKilobytes: 256,
    });
  });
});
