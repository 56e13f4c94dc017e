import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { makeFleet } from '../../local/demo/fleet';
import { identities } from '../../local/demo/place';
import { setScene, trust } from '../../local/demo/scene';
import { setStage } from '../../local/demo/stage';
import type { Stage } from '../../local/demo/stage';
import type { GuardAnswer } from '../../shared/domain/guard/answer';
import { Ledger } from '../../shared/domain/guard/ledger';
import { freePort } from '../support/demo';
import { until } from '../support/until';

const patienceMs = 60_000;

let state: string;
let stage: Stage;

beforeAll(async () => {
  state = await mkdtemp(path.join(os.tmpdir(), 'ripcord-guards-'));
  const options = {
    plants: 1,
    circuits: 4,
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
}, patienceMs);

afterAll(async () => {
  await stage?.stop();
  await rm(state, { recursive: true, force: true });
}, patienceMs);

type Rollback = {
  id: string;
  status: string;
  trouble?: string;
  outcomes: { status: string; target: { circuit: string } }[];
  explanation: { guards: GuardAnswer[] };
};

async function call(method: string, route: string, body?: unknown) {
  const response = await fetch(`${stage.appUrl}/api/${route}`, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, answer: (await response.json()) as Record<string, never> };
}

async function rollBack(wish: object): Promise<Rollback> {
  const { answer } = await call('POST', 'rollbacks', wish);
  return until(
    'the rollback has ended',
    async () => {
      const rollback = (await call('GET', `rollbacks/${answer['id']}`)).answer as never as Rollback;
      return ['closed', 'open'].includes(rollback.status) && rollback;
    },
    { withinMs: 30_000 },
  );
}

async function ledger(): Promise<Ledger> {
  const blob = stage.cloud.container(identities.observer).getBlobClient('ledger.json');
  return Ledger.parse(JSON.parse((await blob.downloadToBuffer()).toString('utf8')));
}

const release = {
  release_id: 'Release-3',
  environment_version: '1.5.0',
  previous_environment_version: '1.4.0',
  updated_at: '2026-11-21T00:30:00.000Z',
  deployments: ['C001', 'C002'].map((circuit_id) => ({
    plant_id: 'P001',
    circuit_id,
    previous_environment: 'custom-tf-env:1.4.0',
  })),
};

describe('guards, in the running app', () => {
  it(
    'write nothing while one refuses, and let go what is left of a plan once none does',
    async () => {
      const text = JSON.stringify(release);
      const records = stage.cloud.container(identities.observer);
      await records
        .getBlockBlobClient('releases/Release-3.json')
        .upload(text, Buffer.byteLength(text));
      const wish = { release: 'Release-3', reason: 'as a rehearsal' };
      await call('PUT', 'kill-switch', { on: true, reason: 'the line is down' });

      const refused = await rollBack(wish);

      expect(refused).toMatchObject({
        status: 'open',
        trouble: expect.stringContaining('killSwitch: the kill switch is on since'),
        outcomes: [{ status: 'untouched' }, { status: 'untouched' }],
      });
      await call('PUT', 'kill-switch', { on: false, reason: 'the line is up' });

      const done = await rollBack({ ...wish, circuits: [{ plant: 'P001', circuit: 'C001' }] });

      expect(done.outcomes).toMatchObject([{ status: 'restored', target: { circuit: 'C001' } }]);
      expect(done.explanation.guards.filter(({ answer }) => answer !== 'passed')).toEqual([]);
      expect((await ledger()).entries).toMatchObject([
        {
          incident: done.id,
          running: false,
          taken: [{ kind: 'environment', plants: { P001: ['C001'] } }],
        },
      ]);
      const skipped = await call('POST', 'rollbacks', { ...wish, overrideGuards: ['quarantine'] });
      expect(skipped.status).toBe(422);
      const verdict = { correct: true, reason: 'it was right' };
      expect((await call('POST', `rollbacks/${done.id}/verdict`, verdict)).status).toBe(409);
      const { rules } = (await call('GET', 'autonomy')).answer as never as { rules: object[] };
      expect(rules).toContainEqual(expect.objectContaining({ level: 'auto', judged: 0 }));
    },
    patienceMs,
  );
});
