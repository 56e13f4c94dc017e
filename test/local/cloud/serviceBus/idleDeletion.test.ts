import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { EMULATOR_KEY } from '../../../../local/cloud/serviceBus/access/sharedAccessSignature';
import { openBroker } from '../../../../local/cloud/serviceBus/broker';
import type { Broker } from '../../../../local/cloud/serviceBus/broker';
import { AZURE_DEFAULTS } from '../../../../local/cloud/serviceBus/config/queueProperties';
import { deleteIdle } from '../../../../local/cloud/serviceBus/idleDeletion';

const MINUTE = 60_000;
const idle = { ...AZURE_DEFAULTS, autoDeleteOnIdleMs: 5 * MINUTE };
const aLink = { check: () => undefined, end: () => undefined };

let directory: string;
let broker: Broker;
let start: number;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'service-bus-idle-'));
  broker = await openBroker({
    namespace: {
      name: 'local',
      queues: [{ name: 'kept', properties: AZURE_DEFAULTS }],
      topics: [],
    },
    stateDirectory: directory,
    log: () => undefined,
    onFailure: () => undefined,
    maxMessageSizeBytes: 1_024,
    compactAfterBytes: 1_024 * 1_024,
    defaults: AZURE_DEFAULTS,
    access: { keys: [EMULATOR_KEY] },
  });
  broker.create({ kind: 'queue', name: 'q', properties: idle });
  broker.create({ kind: 'topic', name: 't', properties: idle });
  broker.create({
    kind: 'subscription',
    topic: 't',
    name: 's',
    properties: AZURE_DEFAULTS,
    rules: [],
  });
  start = broker.now();
});

afterEach(async () => {
  await broker.close();
  await rm(directory, { recursive: true });
});

const left = () => broker.definitions.all().map(({ definition }) => definition.name);

describe('AutoDeleteOnIdle', () => {
  it('deletes what nobody has used for so long, and only that', () => {
    deleteIdle(broker, start + 4 * MINUTE);
    expect(left()).toEqual(['kept', 'q', 't', 's']);

    deleteIdle(broker, start + 5 * MINUTE);
    expect(left()).toEqual(['kept']);
  });

  it('leaves what somebody has a link on, be it on a dead-letter queue or a subscription', () => {
    const forget = broker.links.add(broker.find('q/$DeadLetterQueue')!, aLink);
    broker.links.add(broker.find('t/Subscriptions/s')!, aLink);

    deleteIdle(broker, start + 60 * MINUTE);
    expect(left()).toEqual(['kept', 'q', 't', 's']);

    forget();
    deleteIdle(broker, start + 60 * MINUTE);
    expect(left()).toEqual(['kept', 't', 's']);
  });
});
