import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createAppSettings } from '../../../../local/host/settings/appSettings';
import { readHostJson } from '../../../../local/host/settings/hostJson';
import { isDisabled } from '../../../../local/host/settings/isDisabled';
import { readLocalSettings } from '../../../../local/host/settings/localSettings';
import { readSettings } from '../../../../local/host/settings/readSettings';
import { resolveServiceBusConnection } from '../../../../local/host/settings/serviceBusConnection';
import { parseTimeSpan } from '../../../../local/host/settings/timeSpan';

const dir = mkdtempSync(join(tmpdir(), 'host-settings-'));
const write = (file: string, text: string): void => writeFileSync(join(dir, file), text);

beforeEach(() => {
  rmSync(join(dir, 'local.settings.json'), { force: true });
  write('host.json', '{"version": "2.0"}');
});

afterAll(() => rmSync(dir, { recursive: true, force: true }));

describe('host.json', () => {
  it('has the defaults of the real host', () => {
    expect(readHostJson(dir)).toEqual({
      version: '2.0',
      functionTimeout: 1_800_000,
      extensions: {
        http: { routePrefix: 'api' },
        serviceBus: {
          maxConcurrentCalls: 16,
          autoCompleteMessages: true,
          prefetchCount: 0,
          maxConcurrentSessions: 8,
          sessionIdleTimeout: 60_000,
          maxMessageBatchSize: 1000,
          maxAutoLockRenewalDuration: 300_000,
        },
        durableTask: { hubName: 'TestHubName' },
      },
      logging: { logLevel: {} },
    });
  });

  it('takes words in any case, and numbers and flags as text', () => {
    write(
      'host.json',
      JSON.stringify({
        version: '2.0',
        retry: { strategy: 'FixedDelay', maxRetryCount: '2', delayInterval: '00:00:03' },
        extensions: {
          durableTask: {
            versionMatchStrategy: 'strict',
            overridableExistingInstanceStates: 'ANYSTATE',
            httpSettings: { defaultAsyncRequestSleepTimeMilliseconds: '500' },
          },
        },
      }),
    );

    expect(readHostJson(dir)).toMatchObject({
      retry: { retryStrategy: 'fixedDelay', maxRetryCount: 2, delayInterval: { seconds: 3 } },
      extensions: {
        durableTask: {
          versionMatchStrategy: 'Strict',
          overridableExistingInstanceStates: 'AnyState',
          httpSettings: { defaultAsyncRequestSleepTimeMilliseconds: 500 },
        },
      },
    });
  });

  it('may have comments, trailing commas and keys of others', () => {
    write(
      'host.json',
      '// first\n{ "version": "2.0", "functionTimeout": "-1", /* no end */ "extensionBundle": {}, "logging": { "logLevel": { "default": "Warning", }, }, }',
    );

    expect(readHostJson(dir)).toMatchObject({
      functionTimeout: Infinity,
      logging: { logLevel: { default: 'warning' } },
    });
  });

  it.each([
    ['{}', 'version: Invalid input: expected "2.0"'],
    [
      '{"version":"2.0","functionTimeout":"soon"}',
      'functionTimeout: expected a TimeSpan such as "00:05:00", found "soon"',
    ],
    [
      '{"version":"2.0","extensions":{"serviceBus":{"maxConcurrentCalls":0}}}',
      'extensions.serviceBus.maxConcurrentCalls: Too small',
    ],
    [
      '{"version":"2.0","logging":{"logLevel":{"Function":"loud"}}}',
      'logging.logLevel.Function: expected one of trace, debug',
    ],
    ['{"version":\n"2.0"', 'is not JSON: CloseBraceExpected in line 2'],
  ])('refuses %s', (text, reason) => {
    write('host.json', text);

    expect(() => readHostJson(dir)).toThrow(reason);
  });

  it('gives way to settings that name a path of it', () => {
    write('host.json', '{"version":"2.0","extensions":{"durableTask":{"hubName":"Mine"}}}');

    const settings = {
      AzureFunctionsJobHost__extensions__durabletask__HubName: 'Theirs',
      'AzureWebJobsJobHost:extensions:serviceBus:autoCompleteMessages': 'false',
      AzureFunctionsJobHost__extensions__serviceBus__maxConcurrentCalls: '3',
      AzureFunctionsJobHost__functions__0: 'one',
      AzureFunctionsJobHost__functions__1: 'two',
      AzureFunctionsJobHost__functionTimeout: '-1',
      Unrelated: '1',
    };
    expect(readHostJson(dir, settings)).toMatchObject({
      functions: ['one', 'two'],
      functionTimeout: Infinity,
      extensions: {
        durableTask: { hubName: 'Theirs' },
        serviceBus: { autoCompleteMessages: false, maxConcurrentCalls: 3 },
      },
    });
  });

  it('has to be there', () => {
    rmSync(join(dir, 'host.json'));

    expect(() => readHostJson(dir)).toThrow('is this the directory of a Functions app?');
  });
});

describe('local.settings.json', () => {
  it('need not be there', () => {
    expect(readLocalSettings(dir)).toEqual({
      values: {},
      port: undefined,
      corsOrigins: [],
      corsCredentials: false,
    });
  });

  it('gives values as text, and the port and the origins of the host', () => {
    write(
      'local.settings.json',
      '{"Values":{"A":"x","B":1,"C":true,"D":null},"Host":{"LocalHttpPort":8080,"CORS":"https://a.example, *"}}',
    );

    expect(readLocalSettings(dir)).toEqual({
      values: { A: 'x', B: '1', C: 'true' },
      port: 8080,
      corsOrigins: ['https://a.example', '*'],
      corsCredentials: false,
    });
  });

  it.each([
    ['{"IsEncrypted":true}', 'IsEncrypted: encrypted settings cannot be read here'],
    ['{"Values":{"A":{"deep":1}}}', 'Values.A: Invalid input'],
    ['{"Host":{"LocalHttpPort":"7071"}}', 'Host.LocalHttpPort: Invalid input: expected number'],
  ])('refuses %s', (text, reason) => {
    write('local.settings.json', text);

    expect(() => readLocalSettings(dir)).toThrow(reason);
  });
});

describe('the settings of an app', () => {
  it('come from the environment first', () => {
    write('local.settings.json', '{"Values":{"A":"file","B":"file"}}');

    const { env } = readSettings(dir, { A: 'environment' });

    expect(env).toMatchObject({ A: 'environment', B: 'file', FUNCTIONS_WORKER_RUNTIME: 'node' });
  });

  it('are refused for another language', () => {
    write('local.settings.json', '{"Values":{"FUNCTIONS_WORKER_RUNTIME":"python"}}');

    expect(() => readSettings(dir, {})).toThrow('FUNCTIONS_WORKER_RUNTIME is "python"');
  });

  it('are found in any case, and fill in what stands between percent signs', () => {
    const settings = createAppSettings({ Queue: 'alerts', 'AzureWebJobs.f.Disabled': 'TRUE' });

    expect(settings.get('QUEUE')).toBe('alerts');
    expect(settings.expand('%queue%/$deadletterqueue')).toBe('alerts/$deadletterqueue');
    expect(() => settings.expand('%NOPE%')).toThrow('"%NOPE%" needs the setting NOPE');
    expect(isDisabled(settings, 'f')).toBe(true);
    expect(isDisabled(settings, 'g')).toBe(false);
  });
});

describe('a Service Bus connection', () => {
  it.each([
    [{ SB: 'Endpoint=1' }, 'SB', { kind: 'connectionString', connectionString: 'Endpoint=1' }],
    [{ AzureWebJobsSB: 'E=2', SB: 'E=1' }, 'SB', { connectionString: 'E=2' }],
    [{ AzureWebJobsServiceBus: 'E=3' }, undefined, { connectionString: 'E=3' }],
    [
      { SB__fullyQualifiedNamespace: 'n.servicebus.windows.net', SB__clientId: 'c' },
      'SB',
      { kind: 'identity', fullyQualifiedNamespace: 'n.servicebus.windows.net', clientId: 'c' },
    ],
  ])('with %j is found for %s', (env, name, expected) => {
    expect(resolveServiceBusConnection(createAppSettings(env), name)).toMatchObject(expected);
  });

  it('that is nowhere set is an error with its name', () => {
    expect(() => resolveServiceBusConnection(createAppSettings({}), 'SB')).toThrow(
      'expected the setting SB (a connection string) or SB__fullyQualifiedNamespace',
    );
  });
});

describe('parseTimeSpan', () => {
  it.each([
    ['00:05:00', 300_000],
    ['1.02:03:04', 93_784_000],
    ['00:00:00.2500000', 250],
    ['02:30', 9_000_000],
    ['5', undefined],
    ['00:61:00', undefined],
    ['', undefined],
  ])('takes %s as %p ms', (text, ms) => {
    expect(parseTimeSpan(text)).toBe(ms);
  });
});
