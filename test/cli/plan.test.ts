import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { aReading } from '../support/builders';
import { startApp } from './appServer';
import type { TestApp } from './appServer';
import { documentIn, ripcord } from './ripcord';

let app: TestApp;

beforeEach(async () => {
  app = await startApp({
    // Of the second plant one circuit was moved on since.
    deployments: {
      list: async (endpoint) => {
        const reading = aReading();
        const [, , third] = reading.deployments;
        if (third && endpoint.endsWith('P002')) {
          third.environment = 'custom-tf-env:1.6.0';
        }
        return reading;
      },
    },
  });
});

afterEach(async () => app.stop());

const at = (line: string) => ripcord(line, { RIPCORD_URL: app.url, USER: 'night-shift' });

describe('ripcord plan', () => {
  it('shows what would be written, what is blocked and why, and how to go on [U03]', async () => {
    const { exit, out } = await at('plan --release Release-123');

    expect(exit).toBe(0);
    expect(out).toContain('5 to change, 0 already there, 1 blocked');
    expect(out).toContain('properties.environmentId\n  on  5 circuits: P001/C001, P001/C002,');
    expect(out).toMatch(/- {3}custom-tf-env:1\.5\.1\n {2}\+ {3}custom-tf-env:1\.5\.0/);
    expect(out).toMatch(/1 circuit: P002\/C003 {2}runs custom-tf-env:1\.6\.0, not/);
    expect(out).toMatch(
      /ripcord rollback environment --release Release-123 --plan-hash [0-9a-f]{64}/,
    );
    expect(app.client.started).toEqual([]);
  });

  it('prints the answer of the app as one document', async () => {
    const ended = await at('plan --release Release-123 --json');

    expect(documentIn(ended)).toMatchObject({
      hash: expect.stringMatching(/^[0-9a-f]{64}$/),
      counts: { change: 5, alreadyThere: 0, blocked: 1 },
      plan: { releases: ['Release-123'] },
    });
  });

  it('plans only the circuits that are named, in waves', async () => {
    const line = 'plan --release Release-123 --strategy planned --circuit P001/C001 P001/C002';

    expect(documentIn(await at(`${line} --json`))).toMatchObject({
      counts: { change: 2 },
      waves: [
        { plants: 1, circuits: 1 },
        { plants: 1, circuits: 1 },
      ],
    });
  });

  it('keeps to 100 columns', async () => {
    const { out } = await at('plan --release Release-123');
    const lines = out.split('\n').filter((line) => !line.includes('ripcord rollback'));

    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(100);
  });

  it.each([
    { line: 'plan --release Release-999', says: 'there is no metadata of release Release-999' },
    {
      line: `plan --release Release-123 --kind both --to environment=1.4.0,model=9`,
      says: undefined,
    },
  ])('refuses what cannot be planned with 1: $line', async ({ line, says }) => {
    const ended = await at(line);

    expect(ended.exit).toBe(says === undefined ? 0 : 1);
    expect(ended.err).toContain(says ?? '');
  });
});

describe('ripcord rollback', () => {
  it('starts the rollback of a release, and says how to watch it [C02]', async () => {
    const { exit, out } = await at(
      [
        'rollback environment --release Release-123 --idempotency-key night-1 --reason because',
      ].join(' '),
    );

    expect(exit).toBe(0);
    expect(out).toBe(
      'manual-night-1 started: environment of Release-123\n  ripcord status manual-night-1 --watch\n',
    );
    expect(app.client.started).toMatchObject([
      {
        name: 'rollBackFleet',
        input: {
          release: 'Release-123',
          reason: 'because',
          origin: { by: 'person', name: 'night-shift' },
          blamed: [{ release: 'Release-123', kind: 'environment', scope: { of: 'release' } }],
        },
      },
    ]);
  });

  it('starts once however often it is sent with one key', async () => {
    const line =
      'rollback environment --release Release-123 --idempotency-key a --reason because --json';
    await at(line);

    expect(documentIn(await at(line))).toMatchObject({ id: 'manual-a', start: 'known' });
    expect(app.client.started).toHaveLength(1);
  });

  it('finds the release that changed the model of a circuit, and takes a version [C01]', async () => {
    await app.releases.record({
      release_id: 'Release-124',
      environment_version: '1.5.1',
      previous_environment_version: '1.5.1',
      updated_at: '2026-11-21T00:35:00Z',
      deployments: [
        {
          plant_id: 'P001',
          circuit_id: 'C001',
          previous_environment: 'custom-tf-env:1.5.1',
          previous_model: 'sensor:11',
          model: 'sensor:12',
        },
      ],
    });

    const ended = await at(
      'rollback model --plant P001 --circuit C001 --to 10 --reason because --json',
    );

    expect(documentIn(ended)).toMatchObject({ start: 'started', release: 'Release-124' });
    expect(app.client.started).toMatchObject([
      {
        input: {
          blamed: [
            {
              release: 'Release-124',
              kind: 'model',
              scope: { of: 'circuits', circuits: [{ plant: 'P001', circuit: 'C001' }] },
            },
          ],
          terms: { choice: { target: 'version', model: '10' } },
        },
      },
    ]);
  });

  it('refuses a circuit whose model no release changed', async () => {
    const ended = await at('rollback model --plant P001 --circuit C001 --reason because');

    expect(ended).toMatchObject({
      exit: 1,
      err: expect.stringContaining(
        'found no release on record that changed the model of P001/C001',
      ),
    });
  });

  it('only shows the plan when it is a dry run', async () => {
    const { exit, out } = await at(
      'rollback environment --release Release-123 --reason because --dry-run',
    );

    expect(exit).toBe(0);
    expect(out).toContain('5 to change');
    expect(out).toContain('Nothing was written.');
    expect(app.client.started).toEqual([]);
  });

  it('carries out the plan that was looked at, and refuses any other [U03]', async () => {
    const plan = documentIn(await at('plan --release Release-123 --json'));
    const line = 'rollback environment --release Release-123 --reason because --plan-hash';

    expect((await at(`${line} ${'0'.repeat(64)}`)).err).toContain('look at it again');
    expect((await at(`${line} ${String(plan['hash'])}`)).exit).toBe(0);
    expect(app.client.started).toMatchObject([{ input: { terms: { planHash: plan['hash'] } } }]);
  });

  it('says which incident holds the release already', async () => {
    await app.incidents.claim('Release-123', 'Release-123-earlier', false);

    expect(await at('rollback environment --release Release-123 --reason because')).toMatchObject({
      exit: 1,
      err: 'ripcord: Release Release-123 is being rolled back already by Release-123-earlier.\n',
    });
  });
});
