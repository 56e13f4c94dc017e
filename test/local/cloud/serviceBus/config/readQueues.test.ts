import { describe, expect, it } from '@jest/globals';
import { AZURE_DEFAULTS } from '../../../../../local/cloud/serviceBus/config/queueProperties';
import { AZURE_DEFAULTS } from '../../../../../local/cloud/serviceBus/config/queueProperties';
import { parseQueues } from '../../../../../local/cloud/serviceBus/config/readQueues';
import { aConfig } from '../aServiceBus';

describe('a Config.json', () => {
  it('says what its queues do, in comments too', () => {
    const text = `{
      // As Microsoft's sample has it.
      "UserConfig": { "Namespaces": [{ "Name": "sbemulatorns", "Queues": [{ "Name": "queue.1", "Properties": {
        "DeadLetteringOnMessageExpiration": true,
        "DefaultMessageTimeToLive": "PT1H",
        "DuplicateDetectionHistoryTimeWindow": "PT20S",
        "ForwardDeadLetteredMessagesTo": "",
        "ForwardTo": "",
        "LockDuration": "PT1M30S",
        "MaxDeliveryCount": 3,
        "RequiresDuplicateDetection": true,
        "RequiresSession": false, /* a trailing comma follows */
      } }], "Topics": [] }], "Logging": { "Type": "File" } } }`;

    expect(parseQueues(text, 'Config.json')).toEqual([
      {
        name: 'queue.1',
        properties: {
          ...AZURE_DEFAULTS,
          deadLetteringOnMessageExpiration: true,
          defaultTimeToLiveMs: 3_600_000,
          duplicateDetectionWindowMs: 20_000,
          lockDurationMs: 90_000,
          maxDeliveryCount: 3,
          requiresDuplicateDetection: true,
        },
      },
    ]);
  });

  it('leaves to Azure’s defaults what it does not say', () => {
    const never = { DefaultMessageTimeToLive: 'P10675199DT2H48M5.4775807S' };
    const queues = parseQueues(aConfig({ a: {}, b: never }), 'Config.json');

    expect(queues.map(({ properties }) => properties)).toEqual([AZURE_DEFAULTS, AZURE_DEFAULTS]);
  });

  const place = 'UserConfig.Namespaces[0].Queues[0].Properties';
  it.each([
    [{ ForwardTo: 'other' }, `${place}.ForwardTo: forwarding is not supported: found 'other'`],
    [{ LockDuration: 'PT6M' }, `${place}.LockDuration: expected PT1S to PT5M`],
    [{ LockDuration: '1 minute' }, `${place}.LockDuration: found '1 minute', expected an ISO-8601`],
    [{ LockDuration: 'PT' }, `${place}.LockDuration: found 'PT'`],
    [{ MaxDeliveryCount: 0 }, `${place}.MaxDeliveryCount`],
    [{ Partitions: 2 }, `${place}: Unrecognized key: "Partitions"`],
  ])('is refused for %j, with the place', (properties, message) => {
    expect(() => parseQueues(aConfig({ q: properties }), 'Config.json')).toThrow(message);
  });

  it('is refused for topics, two queues of one name, and what is no JSON', () => {
    const config = (namespace: object) =>
      JSON.stringify({ UserConfig: { Namespaces: [{ Name: 'n', ...namespace }] } });

    expect(() => parseQueues(config({ Topics: [{ Name: 't' }] }), 'c')).toThrow(
      'UserConfig.Namespaces[0].Topics: topics are not supported',
    );
    expect(() => parseQueues(config({ Queues: [{ Name: 'q' }, { Name: 'Q' }] }), 'c')).toThrow(
      'two queues have the same name',
    );
    expect(() => parseQueues('{\n  "UserConfig": }', 'c')).toThrow('c, line 2: ValueExpected');
  });
});
