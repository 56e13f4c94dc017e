import { describe, expect, it } from '@jest/globals';
import {
  AZURE_DEFAULTS,
  EMULATOR_DEFAULTS,
} from '../../../../../local/cloud/serviceBus/config/queueProperties';
import { parseNamespace } from '../../../../../local/cloud/serviceBus/config/readNamespace';
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

    expect(parseNamespace(text, 'Config.json').queues).toEqual([
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
    const { queues } = parseNamespace(aConfig({ a: {}, b: never }), 'Config.json');

    expect(queues.map(({ properties }) => properties)).toEqual([AZURE_DEFAULTS, AZURE_DEFAULTS]);
  });

  const place = 'UserConfig.Namespaces[0].Queues[0].Properties';
  it.each([
    [{ ForwardTo: 'other' }, `'q' forwards to 'other', expected another queue or a topic`],
    [{ ForwardTo: 'Q' }, `'q' forwards to 'Q', expected another queue or a topic`],
    [{ LockDuration: 'PT6M' }, `${place}.LockDuration: expected PT1S to PT5M`],
    [{ LockDuration: '1 minute' }, `${place}.LockDuration: found '1 minute', expected an ISO-8601`],
    [{ LockDuration: 'PT' }, `${place}.LockDuration: found 'PT'`],
    [{ MaxDeliveryCount: 0 }, `${place}.MaxDeliveryCount`],
    [{ Partitions: 2 }, `${place}: Unrecognized key: "Partitions"`],
  ])('is refused for %j, with the place', (properties, message) => {
    expect(() => parseNamespace(aConfig({ q: properties }), 'Config.json')).toThrow(message);
  });

  const config = (namespace: object) =>
    JSON.stringify({ UserConfig: { Namespaces: [{ Name: 'n', ...namespace }] } });

  it('says what its topics do, and which rules their subscriptions have', () => {
    const CorrelationFilter = { Label: 'x', ReplyToSessionId: 'r', Properties: { p: 1 } };
    const Rules = [
      { Name: 'c', Properties: { FilterType: 'Correlation', CorrelationFilter } },
      {
        Name: 's',
        Properties: {
          FilterType: 'Sql',
          SqlFilter: { SqlExpression: "sys.Label = 'a'" },
          Action: { SqlExpression: "SET sys.To = 'b'" },
        },
      },
    ];
    const Subscriptions = [
      { Name: 'all', Properties: { MaxDeliveryCount: 4, ForwardTo: 'q' } },
      { Name: 'some', Rules },
    ];
    const Topics = [{ Name: 't', Properties: { RequiresDuplicateDetection: true }, Subscriptions }];

    const { topics } = parseNamespace(config({ Queues: [{ Name: 'q' }], Topics }), 'c');

    expect(topics).toMatchObject([
      {
        name: 't',
        properties: { requiresDuplicateDetection: true },
        subscriptions: [
          {
            name: 'all',
            properties: { maxDeliveryCount: 4, forwardTo: 'q' },
            rules: [{ name: '$Default', filter: { type: 'sql', expression: '1=1' } }],
          },
          {
            name: 'some',
            rules: [
              {
                name: 'c',
                filter: {
                  type: 'correlation',
                  subject: 'x',
                  replyToSessionId: 'r',
                  properties: { p: 1 },
                },
              },
              { name: 's', filter: { expression: "sys.Label = 'a'" }, action: "SET sys.To = 'b'" },
            ],
          },
        ],
      },
    ]);
  });

  it('leaves to the emulator’s defaults what it does not say, if it is told to', () => {
    const { queues } = parseNamespace(aConfig({ a: {} }), 'Config.json', EMULATOR_DEFAULTS);

    expect(queues[0]!.properties).toMatchObject({
      maxDeliveryCount: 3,
      defaultTimeToLiveMs: 3_600_000,
    });
  });

  it('is refused for rules that cannot work, two entities of one name, and what is no JSON', () => {
    const filter = (SqlExpression: string) => ({
      Name: 'r',
      Properties: { FilterType: 'Sql', SqlFilter: { SqlExpression } },
    });
    const withRule = (rule: object) => {
      const Topics = [{ Name: 't', Subscriptions: [{ Name: 's', Rules: [rule] }] }];
      return () => parseNamespace(config({ Topics }), 'c');
    };

    expect(withRule(filter('a ='))).toThrow(
      `c: t/Subscriptions/s/Rules/r: Found 'the end' at position 3 of the expression "a ="`,
    );
    expect(withRule({ Name: 'r', Properties: { FilterType: 'Correlation' } })).toThrow(
      'UserConfig.Namespaces[0].Topics[0].Subscriptions[0].Rules[0].Properties: expected the filter',
    );
    expect(() => parseNamespace(config({ Queues: [{ Name: 'q' }, { Name: 'Q' }] }), 'c')).toThrow(
      'two entities have the same name',
    );
    expect(() =>
      parseNamespace(config({ Queues: [{ Name: 'q' }], Topics: [{ Name: 'Q' }] }), 'c'),
    ).toThrow('a queue and a topic have the same name');
    expect(() => parseNamespace('{\n  "UserConfig": }', 'c')).toThrow('c, line 2: ValueExpected');
  });
});
