import { describe, expect, it } from '@jest/globals';
import { createPlan } from '../../functions/http/createPlan';
import { startRollback } from '../../functions/http/startRollback';
import type { Preview } from '../../shared/domain/plan/preview';
import { incidentsIn } from '../../shared/records/incidents';
import type { Deployments } from '../../shared/ports';
import { aPlanningPlace } from '../support/aPlanningPlace';
import { aRequest } from '../support/aRequest';
import { aReading, after, before, releaseText, start } from '../support/builders';
import { FakeDurableClient } from '../support/fakeDurableClient';
import { MemoryBlobs } from '../support/memoryBlobs';

const wish = { release: 'Release-123' };
const rollback = { ...wish, reason: 'jobs fail on many circuits' };

function aPlace(over: Partial<Deployments> = {}, release = releaseText()) {
  const blobs = new MemoryBlobs({ 'releases/Release-123.json': release });
  const client = new FakeDurableClient();
  const services = {
    ...aPlanningPlace(blobs, over),
    incidents: incidentsIn(blobs),
    now: () => start,
  };
  const post = (body: unknown) => startRollback(aRequest({ body }), client.asClient(), services);
  const plan = (body: unknown) => createPlan(aRequest({ body }), services);
  return { blobs, client, plan, post };
}

describe('createPlan', () => {
  it('shows what would be done, and starts nothing [U03]', async () => {
    const { plan, client, blobs } = aPlace();
    const names = [...blobs.texts.keys()];

    const response = await plan(wish);

    expect(response.jsonBody).toMatchObject({
      hash: expect.stringMatching(/^[0-9a-f]{64}$/),
      counts: { change: 6, alreadyThere: 0, blocked: 0 },
      apiCalls: { writes: 6 },
      circuits: expect.arrayContaining([
        expect.objectContaining({ circuit: 'P001/C001', standing: 'change' }),
      ]),
    });
    expect(client.started).toEqual([]);
    expect([...blobs.texts.keys()]).toEqual(names);
  });

  it('makes the same plan from the same world, also as a dry run of a rollback [U03]', async () => {
    const { plan, post, client } = aPlace();

    const [first, second, dry] = [
      await plan(wish),
      await plan(wish),
      await post({ ...rollback, dryRun: true }),
    ];

    expect(second).toEqual(first);
    expect(dry).toEqual(first);
    expect(client.started).toEqual([]);
  });

  it.each([
    { what: 'circuits', body: { circuits: [{ plant: 'P001', circuit: 'C002' }] }, changes: 1 },
    { what: 'a version', body: { to: { environment: '1.4.0' } }, changes: 6 },
  ])('takes a wish for $what', async ({ body, changes }) => {
    expect((await aPlace().plan({ ...wish, ...body })).jsonBody).toMatchObject({
      counts: { change: changes },
    });
  });

  it.each([
    { what: 'metadata that is missing', release: undefined, error: /^there is no metadata/ },
    {
      what: 'metadata that does not verify',
      release: releaseText().replace(
        /}$/,
        `,"integrity":{"sequence":1,"previous":null,"hash":"${'0'.repeat(64)}"}}`,
      ),
      error: /^the metadata of Release-123 does not verify: edited: its content has the hash/,
    },
    {
      what: 'migrations that a rollback does not undo [D11]',
      release: releaseText().replace(/}$/, ',"irreversible_migrations":["drops a column"]}'),
      error: /^Release-123 made migrations that a rollback does not undo: drops a column$/,
    },
  ])('refuses $what with 422', async ({ release, error }) => {
    const { plan } = aPlace({}, release);
    const asked = release === undefined ? { release: 'Release-999' } : wish;

    expect(await plan(asked)).toMatchObject({
      status: 422,
      jsonBody: { error: expect.stringMatching(error) },
    });
  });

  it('shows breaking changes before a rollback crosses them, and migrations a person accepts [D07] [D11]', async () => {
    const release = releaseText().replace(
      /}$/,
      ',"irreversible_migrations":["drops a column"],"breaking_changes":["new input format"]}',
    );
    const { plan } = aPlace({}, release);

    const { notes } = (await plan({ ...wish, acceptMigrations: true })).jsonBody as Preview;

    expect(notes).toEqual([
      'the metadata of Release-123 has no hash: that nobody changed it is not proven',
      'crosses a breaking change of Release-123: new input format',
      'does not undo a migration of Release-123: drops a column',
    ]);
  });

  it('refuses a wish it does not understand with 400, and names it', async () => {
    expect(await aPlace().plan({ ...wish, kind: 'all' })).toMatchObject({
      status: 400,
      jsonBody: { error: expect.stringMatching(/→ at kind/) },
    });
  });
});

describe('a rollback of a plan that was looked at', () => {
  it('starts when the plan is still the same, and carries its hash along', async () => {
    const { plan, post, client } = aPlace();
    const { hash } = (await plan(wish)).jsonBody as Preview;

    expect(await post({ ...rollback, planHash: hash })).toMatchObject({ status: 202 });
    expect(client.started).toMatchObject([{ input: { terms: { planHash: hash } } }]);
  });

  it('is refused with 409 when the world has moved on since', async () => {
    let reading = aReading(after);
    const { plan, post, client } = aPlace({ list: async () => reading });
    const { hash } = (await plan(wish)).jsonBody as Preview;
    reading = aReading(before);

    expect(await post({ ...rollback, planHash: hash })).toMatchObject({
      status: 409,
      jsonBody: { error: expect.stringMatching(/^the plan is now [0-9a-f]{64}, not /) },
    });
    expect(client.started).toEqual([]);
  });
});
