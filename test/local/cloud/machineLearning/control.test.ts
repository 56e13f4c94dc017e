import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { until } from '../../../support/until';
import {
  TestCloud,
  aDeployment,
  deploymentId,
  endpoint,
  endpointId,
  environmentId,
  resourceGroup,
  subscriptionId,
  workspace,
  workspaceId,
} from './support/testCloud';

const where = [resourceGroup, workspace] as const;

describe('the control routes', () => {
  let cloud: TestCloud;
  beforeAll(async () => {
    cloud = await TestCloud.start();
  });
  beforeEach(async () => {
    await cloud.control('DELETE', '/machineLearning/resources');
    await cloud.control('DELETE', '/machineLearning/faults');
    await cloud.control('DELETE', '/machineLearning/journal');
    await cloud.control('PUT', '/machineLearning/profile', { name: 'none' });
    await cloud.setScene('circuit-1');
  });
  afterAll(async () => cloud.close());

  describe('of resources', () => {
    it('put 200 deployments in place well under a second, whole and settled', async () => {
      const names = Array.from({ length: 200 }, (_, index) => `circuit-${index}`);
      const before = performance.now();
      await cloud.setScene(...names);
      expect(performance.now() - before).toBeLessThan(500);

      const all = await cloud.control('GET', `/machineLearning/resources?prefix=${endpointId}/`);

      expect(new Set(all.map(({ name }: { name: string }) => name))).toEqual(new Set(names));
      expect(all).toHaveLength(200);
      expect(all[7].properties).toEqual({
        ...aDeployment().properties,
        provisioningState: 'Succeeded',
      });
    });

    it('give back what they were given, to be put in place again', async () => {
      const before = await cloud.control('GET', '/machineLearning/resources');
      await cloud.control('DELETE', '/machineLearning/resources');
      expect(await cloud.control('GET', '/machineLearning/resources')).toEqual([]);

      await cloud.control('PUT', '/machineLearning/resources', before);

      expect(await cloud.control('GET', '/machineLearning/resources')).toEqual(before);
    });

    it('remove only what lies under a prefix', async () => {
      const prefix = `${endpointId}/deployments`;

      expect(await cloud.control('DELETE', `/machineLearning/resources?prefix=${prefix}`)).toEqual({
        removed: 1,
      });
      expect((await cloud.call('GET', endpointId)).status).toBe(200);
    });

    it('end what runs on a resource that is put in place', async () => {
      const id = deploymentId('circuit-1');
      await cloud.control('PUT', '/machineLearning/faults', [
        { match: {}, times: 1, effect: { operation: 'hang' } },
      ]);
      const { headers } = await cloud.call('PUT', id, { body: aDeployment() });
      await cloud.setScene('circuit-1');

      expect((await cloud.call('GET', id)).body.properties.provisioningState).toBe('Succeeded');
      const operation = await cloud.call('GET', headers.get('azure-asyncoperation') ?? '');
      expect(operation.body).toMatchObject({ status: 'Canceled' });
      expect((await cloud.call('PUT', id, { body: aDeployment() })).status).toBe(200);
    });

    it.each([
      [{ id: workspaceId, properties: {} }, workspaceId],
      [{ id: '/nowhere', properties: {} }, '/nowhere'],
      [{ properties: {} }, 'id'],
    ])('refuse %j, and say why', async (resource, says) => {
      await expect(cloud.control('PUT', '/machineLearning/resources', [resource])).rejects.toThrow(
        says,
      );
    });
  });

  describe('of the journal', () => {
    it('show calls as they were made and answered, without their token', async () => {
      const id = deploymentId('circuit-1');
      await cloud.client({ name: 'ripper' }).batchDeployments.get(...where, endpoint, 'circuit-1');
      await cloud.call('PATCH', id, { body: { tags: { a: 'b' } } });

      const entries = await cloud.journal();

      expect(entries).toMatchObject([
        { principal: 'ripper', method: 'GET', path: id, status: 200, apiVersion: '2022-10-01' },
        {
          principal: 'app',
          method: 'PATCH',
          path: id,
          query: '?api-version=2022-10-01',
          requestHeaders: { 'content-type': 'application/json' },
          requestBody: { tags: { a: 'b' } },
          responseBody: { id, tags: { a: 'b' } },
        },
      ]);
      expect(entries[1]!.sequence).toBe(entries[0]!.sequence + 1);
      expect(Date.parse(entries[0]!.at)).toBeGreaterThan(Date.now() - 60_000);
      expect(entries[0]!.milliseconds).toBeGreaterThan(0);
      expect(JSON.stringify(entries)).not.toContain('Bearer');
    });

    it('can be narrowed by sequence, method, principal and number', async () => {
      await cloud.call('GET', endpointId);
      await cloud.client({ name: 'other' }).batchEndpoints.get(...where, endpoint);
      await cloud.call('PATCH', endpointId, { body: {} });
      const [first] = await cloud.journal();

      const methods = async (query: string) =>
        (await cloud.journal(query)).map(({ method }) => method);

      expect(await methods(`?since=${first!.sequence}`)).toEqual(['GET', 'PATCH']);
      expect(await methods('?method=patch')).toEqual(['PATCH']);
      expect(await methods('?principal=other')).toEqual(['GET']);
      expect(await methods('?limit=1')).toEqual(['GET']);
      await expect(cloud.journal('?since=x')).rejects.toThrow('since');
    });

    it('count reads, writes and refusals of each principal', async () => {
      await cloud.control('PUT', '/machineLearning/faults', [
        { match: { method: 'GET' }, times: 1, effect: { status: 429, code: 'X', message: 'x' } },
      ]);
      await cloud.call('GET', endpointId);
      await cloud.call('GET', endpointId);
      const { headers } = await cloud.call('PUT', deploymentId('circuit-1'), {
        body: aDeployment(),
      });
      await cloud.call('GET', headers.get('azure-asyncoperation') ?? '');
      const [first] = await cloud.journal();

      expect(await cloud.control('GET', '/machineLearning/counts')).toEqual({
        app: { writes: 1, reads: 2, throttled: 1 },
      });
      expect(
        await cloud.control('GET', `/machineLearning/counts?since=${first!.sequence}`),
      ).toEqual({
        app: { writes: 1, reads: 2, throttled: 0 },
      });
    });

    it('forget on demand, and go on counting', async () => {
      await cloud.call('GET', endpointId);
      const [before] = await cloud.journal();
      await cloud.control('DELETE', '/machineLearning/journal');
      await cloud.call('GET', endpointId);

      expect(await cloud.journal()).toMatchObject([{ sequence: before!.sequence + 1 }]);
    });
  });

  describe('of the throttle profile', () => {
    it('put the provider’s budget in force, over which a write is refused and changes nothing', async () => {
      await cloud.setScene(...Array.from({ length: 6 }, (_, index) => `circuit-${index}`));
      await cloud.restart({ speed: 1 / 10 });
      await cloud.control('PUT', '/machineLearning/profile', { name: 'strict' });
      const tagged = { body: { tags: { seen: 'yes' } } };
      // Latencies are long at this speed, and nothing here waits for them.
      const bad = { body: { location: 1 } };

      const remaining: (string | null)[] = [];
      for (let index = 0; index < 5; index += 1) {
        const { headers } = await cloud.call('PUT', deploymentId(`circuit-${index}`), bad);
        remaining.push(headers.get('x-ms-ratelimit-remaining-subscription-resource-requests'));
      }
      const refused = await cloud.call('PATCH', deploymentId('circuit-5'), tagged);

      expect(remaining).toEqual(['4', '3', '2', '1', '0']);
      expect(refused).toMatchObject({
        status: 429,
        body: {
          error: {
            code: 'TooManyRequests',
            message: expect.stringContaining(`'${subscriptionId}' actor 'oid-app' exceeded`),
          },
        },
      });
      const seconds = Number(refused.headers.get('retry-after'));
      expect(seconds).toBeGreaterThan(10);
      expect(seconds).toBeLessThanOrEqual(20);
      expect(refused.body.error.message).toContain(`after '${seconds}' seconds`);
      const [after] = await cloud.control(
        'GET',
        `/machineLearning/resources?prefix=${deploymentId('circuit-5')}`,
      );
      expect(after.tags).toEqual(aDeployment().tags);
      await cloud.restart();
    });

    it('count Resource Manager’s budgets down in the usual headers', async () => {
      await cloud.control('PUT', '/machineLearning/profile', { name: 'arm' });
      const header = async (method: string, scope: string) => {
        const { headers } = await cloud.call(method, `${workspaceId}/batchEndpoints/nope`);
        return Number(headers.get(`x-ms-ratelimit-remaining-subscription-${scope}`));
      };

      expect(await header('GET', 'reads')).toBe(249);
      expect(await header('PATCH', 'writes')).toBe(199);
      expect(await header('DELETE', 'deletes')).toBe(199);
    });

    it('bring on a storm of refusals and broken connections', async () => {
      await cloud.control('PUT', '/machineLearning/profile', { name: 'storm' });
      const results: (number | string)[] = [];
      for (let index = 0; index < 150; index += 1) {
        const answer = cloud.call('GET', `${workspaceId}/batchEndpoints/${endpoint}`);
        results.push(
          await answer.then(
            ({ status }) => status,
            () => 'reset',
          ),
        );
      }

      expect(new Set(results)).toEqual(new Set([200, 429, 503, 'reset']));
    });

    it('stay as chosen over a restart, and refuse names they do not know', async () => {
      await cloud.control('PUT', '/machineLearning/profile', { name: 'strict' });
      await cloud.restart();

      expect(await cloud.control('GET', '/machineLearning/profile')).toEqual({ name: 'strict' });
      await expect(
        cloud.control('PUT', '/machineLearning/profile', { name: 'mild' }),
      ).rejects.toThrow('name');
    });
  });

  describe('of faults', () => {
    const id = deploymentId('circuit-1');
    const arm = async (effect: unknown, match: unknown = {}) =>
      cloud.control('PUT', '/machineLearning/faults', [{ match, times: 1, effect }]);
    const tags = async () => (await cloud.call('GET', id)).body.tags;

    it('answer in the place of the service, and change nothing', async () => {
      await arm({ status: 503, code: 'ServiceUnavailable', message: 'away', retryAfter: 7 });

      const refused = await cloud.call('PATCH', id, { body: { tags: {} } });

      expect(refused).toMatchObject({
        status: 503,
        body: { error: { code: 'ServiceUnavailable', message: 'away' } },
      });
      expect(refused.headers.get('retry-after')).toBe('7');
      expect(await tags()).toEqual(aDeployment().tags);
    });

    it('break the connection before a write takes effect', async () => {
      await arm({ reset: true });

      await expect(cloud.call('PATCH', id, { body: { tags: {} } })).rejects.toThrow('fetch failed');
      expect(await tags()).toEqual(aDeployment().tags);
      expect((await cloud.journal('?method=PATCH'))[0]).toMatchObject({ status: null });
    });

    it('lose the answer to a write that takes effect', async () => {
      await arm({ loseAnswer: true });

      await expect(cloud.call('PATCH', id, { body: { tags: {} } })).rejects.toThrow('fetch failed');
      expect(await tags()).toEqual({});
    });

    it('hold a call back', async () => {
      await arm({ delaySeconds: 100 });
      const before = performance.now();

      expect((await cloud.call('GET', id)).status).toBe(200);
      expect(performance.now() - before).toBeGreaterThan(95);
    });

    it('drop a write whose caller gives up while it is held back', async () => {
      await arm({ delaySeconds: 500 });
      const caller = new AbortController();
      const call = cloud.call('PATCH', id, { body: { tags: {} }, signal: caller.signal });
      const outcome = call.then(
        () => 'answered',
        () => 'given up',
      );
      await until('the call is held back', async () => {
        return (await cloud.control('GET', '/machineLearning/faults')).length === 0;
      });

      caller.abort();

      expect(await outcome).toBe('given up');
      await cloud.journalHolds(({ method }) => method === 'PATCH');
      expect(await tags()).toEqual(aDeployment().tags);
    });

    it.each([
      { effect: { operation: 'fail', code: 'OutOfCapacity', message: 'full' }, state: 'Failed' },
      { effect: { operation: 'cancel' }, state: 'Canceled' },
    ])('end an operation as $state', async ({ effect, state }) => {
      await arm(effect, { method: 'PUT' });
      const { headers } = await cloud.call('PUT', id, { body: aDeployment() });
      const followedAt = headers.get('azure-asyncoperation') ?? '';

      const operation = await cloud.untilEnded(followedAt);

      expect(operation.status).toBe(state);
      expect(operation.error).toMatchObject({
        code: 'code' in effect ? effect.code : 'OperationCanceled',
      });
      expect((await cloud.call('GET', id)).body.properties.provisioningState).toBe(state);
    });

    it('hit only calls that match, and can be cleared', async () => {
      await arm({ reset: true }, { pathPattern: '*/environments/*' });
      expect((await cloud.call('GET', id)).status).toBe(200);

      await cloud.control('DELETE', '/machineLearning/faults');

      expect((await cloud.call('GET', environmentId('1.4.0'))).status).toBe(200);
      expect(await cloud.control('GET', '/machineLearning/faults')).toEqual([]);
    });

    it('refuse rules they do not understand', async () => {
      await expect(arm({ explode: true })).rejects.toThrow('effect');
    });
  });
});
