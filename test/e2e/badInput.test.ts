import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { ContainerClient } from '@azure/storage-blob';
import { jobFailures } from '../../local/demo/alerts';
import { makeFleet, sitesOf } from '../../local/demo/fleet';
import { identities, workspaceId } from '../../local/demo/place';
import { setScene, trust } from '../../local/demo/scene';
import { setStage } from '../../local/demo/stage';
import type { Stage } from '../../local/demo/stage';
import type { JournalEntry } from '../../local/cloud/machineLearning/store/journalEntry';
import {
  exceptions,
  specificationOf,
  validate,
} from '../local/cloud/machineLearning/support/liveValidation';
import { freePort } from '../support/demo';
import { until } from '../support/until';

const patienceMs = 60_000;

let state: string;
let stage: Stage;
let records: ContainerClient;

beforeAll(async () => {
  state = await mkdtemp(path.join(os.tmpdir(), 'ripcord-bad-input-'));
  const options = {
    plants: 2,
    circuits: 10,
    speed: 100,
    port: await freePort(),
    once: true,
    json: true,
    keep: false,
    state,
  };
  stage = await setStage(options, () => {});
  await trust(stage.cloud.caFile);
  await setScene(stage.cloud, makeFleet(options), options);
  await stage.startApp();
  records = stage.cloud.container(identities.observer);
}, patienceMs);

afterAll(async () => {
  await stage?.stop();
  await rm(state, { recursive: true, force: true });
}, patienceMs);

type Answer = { receipt: string; id: string; error: string };
type Rollback = {
  id: string;
  kind: string;
  status: string;
  reason: string;
  outcomes: { status: string; reason?: string; target: { plant: string; circuit: string } }[];
};
type Ended = { receipt: string; ending: string; reason: string };

async function post(route: string, body: unknown): Promise<{ status: number; answer: Answer }> {
  const response = await fetch(`${stage.appUrl}/api/${route}`, {
    method: 'POST',
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  return { status: response.status, answer: (await response.json()) as Answer };
}

async function endingOf(receipt: string): Promise<Ended> {
  return until('the alert has come to its end', async () => {
    for await (const { name } of records.listBlobsFlat({ prefix: 'endings/' })) {
      const text = await records.getBlobClient(name).downloadToBuffer();
      const { endings } = JSON.parse(text.toString('utf8')) as { endings: Ended[] };
      const ended = endings.find((ending) => ending.receipt === receipt);
      if (ended) {
        return ended;
      }
    }
    return undefined;
  });
}

async function upload(name: string, text: string): Promise<void> {
  await records.getBlockBlobClient(name).upload(text, Buffer.byteLength(text));
}

/** The runbook's document, for these circuits and the environments they ran before. */
function metadata(id: string, previous: Record<string, string>): string {
  return JSON.stringify({
    release_id: id,
    environment_version: '1.5.0',
    previous_environment_version: '1.4.0',
    updated_at: new Date().toISOString(),
    deployments: Object.entries(previous).map(([name, environment]) => {
      const [plant_id, circuit_id] = name.split('/');
      return { plant_id, circuit_id, previous_environment: environment };
    }),
  });
}

async function rollbackEnd(id: string): Promise<Rollback> {
  return until(
    'the rollback has ended',
    async () => {
      const response = await fetch(`${stage.appUrl}/api/rollbacks/${id}`);
      const rollback = (await response.json()) as Rollback;
      return ['closed', 'open'].includes(rollback.status) && rollback;
    },
    { withinMs: 30_000 },
  );
}

describe('alerts that are none', () => {
  const [site] = sitesOf(makeFleet({ plants: 2, circuits: 10 }));
  const good = JSON.stringify(jobFailures(site!, new Date()));

  it.each([
    { what: 'what is not JSON', body: 'the fleet is on fire', reason: 'not JSON' },
    {
      what: 'an alert of the legacy schema',
      file: '32-legacy-log-v1-loganalytics.json',
      reason: 'no rule of the policy is called AcmeRule',
    },
    {
      what: 'an alert of a rule that the policy does not name',
      body: good.replace('batch-job-failures', 'disk-full'),
      reason: 'no rule of the policy is called disk-full',
    },
    {
      what: 'an alert of a target outside the fleet',
      body: good.replace('batch-endpoint-plant-P001', 'batch-endpoint-plant-P999'),
      reason: 'is not of this fleet',
    },
  ])('takes in $what, and rejects it with the reason', async ({ body, file, reason }) => {
    const sample = path.join(__dirname, '../fixtures/alert-samples', file ?? '');
    const text = body ?? (await readFile(sample, 'utf8'));

    const { status, answer } = await post('alerts', text);

    expect(status).toBe(202);
    const ended = await endingOf(answer.receipt);
    expect(ended.ending).toBe('rejected');
    expect(ended.reason).toContain(reason);
  });

  it('refuses a body of a megabyte, and says how much it takes', async () => {
    const { status, answer } = await post('alerts', 'x'.repeat(1_000_000));

    expect(status).toBe(400);
    expect(answer.error).toMatch(/has 1000\d{3} bytes, at most 250000/);
  });
});

describe('requests for rollbacks that cannot be', () => {
  it.each([
    { asked: {}, status: 400, error: 'release' },
    { asked: { release: 'Release-1' }, status: 400, error: 'reason' },
    { asked: { release: 'Release-1', reason: 'it is broken' }, status: 404, error: 'Release-1' },
    { asked: 'rollback please', status: 400, error: 'expected object' },
  ])('answers $status to $asked and names what is wrong', async ({ asked, status, error }) => {
    const refused = await post('rollbacks', asked);

    expect(refused.status).toBe(status);
    expect(refused.answer.error).toContain(error);
  });

  it('refuses metadata that is cut off', async () => {
    const whole = metadata('Release-2', { 'P001/C001': 'custom-tf-env:1.4.0' });
    await upload('releases/Release-2.json', whole.slice(0, whole.length / 2));

    const { status, answer } = await post('rollbacks', { release: 'Release-2', reason: 'broken' });

    expect(status).toBe(422);
    expect(answer.error).toContain('not JSON');
  });
});

describe('a rollback of which not all can be done', () => {
  it(
    '[C02] restores what it can, names the rest, and counts one key once',
    async () => {
      const previous = 'custom-tf-env:1.4.0';
      await upload(
        'releases/Release-3.json',
        metadata('Release-3', {
          'P001/C001': previous,
          'P001/C002': previous,
          'P001/C003': 'custom-tf-env:0.9.0',
          'P002/C001': previous,
          'P099/C001': previous,
        }),
      );
      const deleted = `${workspaceId}/batchEndpoints/batch-endpoint-plant-P001/deployments/deployment-circuit-C002`;
      const query = new URLSearchParams({ prefix: deleted }).toString();
      await stage.cloud.behind('DELETE', `/machineLearning/resources?${query}`);
      const asked = { release: 'Release-3', reason: 'as a rehearsal of trouble', key: 'trouble' };

      const first = await post('rollbacks', asked);
      const second = await post('rollbacks', asked);

      expect([first.status, second.status]).toEqual([202, 200]);
      expect(second.answer.id).toBe(first.answer.id);
      const { status, outcomes } = await rollbackEnd(first.answer.id);
      const ends = Object.fromEntries(
        outcomes.map(({ target, status: end, reason }) => [
          `${target.plant}/${target.circuit}`,
          `${end}${reason === undefined ? '' : `: ${reason}`}`,
        ]),
      );
      expect(ends).toEqual({
        'P001/C001': 'restored',
        'P001/C002': 'failed: deployment deployment-circuit-C002 is gone',
        'P001/C003': 'failed: environment custom-tf-env:0.9.0 no longer exists',
        'P002/C001': 'restored',
        'P099/C001': 'untouched: not a circuit of this fleet',
      });
      expect(status).toBe('open');
    },
    patienceMs,
  );
});

describe('the sweep', () => {
  it(
    '[T19] opens one incident for the circuits that are not as they were left, however often it looks',
    async () => {
      const sweep = async (): Promise<number> => {
        const route = `${stage.appUrl}/admin/functions/sweepFleet`;
        const headers = { 'content-type': 'application/json' };
        const body = JSON.stringify({ input: '' });
        return (await fetch(route, { method: 'POST', headers, body })).status;
      };
      const drifts = async (): Promise<Rollback[]> => {
        const response = await fetch(`${stage.appUrl}/api/rollbacks`);
        const { rollbacks } = (await response.json()) as { rollbacks: Rollback[] };
        return rollbacks.filter(({ kind }) => kind === 'drift');
      };

      expect(await sweep()).toBe(202);
      const [drift] = await until('drift is reported', async () => {
        const found = await drifts();
        return found.length > 0 && found;
      });

      expect(drift?.status).toBe('open');
      expect(drift?.reason).toContain('P001/C002 runs gone, expected custom-tf-env:1.4.0');
      expect(drift?.reason).toContain('P001/C003 runs custom-tf-env:1.5.0');

      await sweep();
      await until('the second sweep has ended', async () => {
        const query = 'instances/?instanceIdPrefix=sweep-&runtimeStatus=Completed';
        const instances = await fetch(`${stage.appUrl}/runtime/webhooks/durabletask/${query}`);
        return ((await instances.json()) as unknown[]).length >= 2;
      });
      expect(await drifts()).toHaveLength(1);
    },
    patienceMs,
  );
});

describe('what the app says to Azure ML', () => {
  it('keeps to the official specification, call by call', async () => {
    const journal = await stage.cloud.behind(
      'GET',
      `/machineLearning/journal?principal=${identities.ripcord}`,
    );
    const { entries } = journal as { entries: JournalEntry[] };

    const findings = await validate(await specificationOf('2022-10-01'), entries);

    expect(entries.filter(({ method }) => method === 'PUT')).toHaveLength(2);
    const unexpected = findings.filter(
      (finding) => !exceptions.some(({ covers }) => covers(finding)),
    );
    expect(unexpected).toEqual([]);
  });
});
