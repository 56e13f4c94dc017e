import { describe, expect, it } from '@jest/globals';
import { contentHash } from '../../shared/domain/contentHash';
import { sealRecord } from '../../shared/domain/release/integrity';
import type { RawRecord } from '../../shared/domain/release/integrity';
import type { Finding } from '../../shared/domain/release/chain';
import { releasesIn } from '../../shared/records/releases';
import { MemoryBlobs } from '../support/memoryBlobs';

/** The full form of a release's metadata. */
function aDocument(release_id: string, over: RawRecord = {}): RawRecord {
  return {
    release_id,
    version: '1.5.1',
    change_cause: 'new TensorFlow',
    author: 'release-pipeline',
    environment_version: '1.5.1',
    previous_environment_version: '1.5.0',
    updated_at: '2025-12-09T14:30:00Z',
    breaking_changes: ['drops the column pressure'],
    deployments: [
      {
        plant_id: 'P001',
        circuit_id: 'C001',
        previous_environment: 'azureml:custom-tf-env:1.5.0',
        previous_model: 'azureml:sensor:11',
        model: 'azureml:sensor:12',
        previous_spec: {
          tags: null,
          properties: { environmentId: 'azureml:custom-tf-env:1.5.0', newerThanWeKnow: { a: [1] } },
        },
      },
    ],
    ...over,
  };
}

const names = ['r1', 'r2', 'r3', 'r4'];

async function aChain() {
  const blobs = new MemoryBlobs();
  const releases = releasesIn(blobs);
  for (const name of names) {
    await releases.record(aDocument(name));
  }
  const text = async (name: string) => (await blobs.read(`releases/${name}.json`))!.text;
  const parsed = async (name: string) => JSON.parse(await text(name)) as RawRecord;
  const put = (name: string, value: unknown) =>
    blobs.write(`releases/${name}.json`, typeof value === 'string' ? value : JSON.stringify(value));
  const remove = (name: string) => void blobs.texts.delete(`releases/${name}.json`);
  return { blobs, releases, text, parsed, put, remove };
}

type Chain = Awaited<ReturnType<typeof aChain>>;

describe('recording a release', () => {
  it('seals it with its hash over canonical JSON and the hash of the one before [D09] [T16]', async () => {
    const { parsed, releases } = await aChain();

    const [first, second] = [await parsed('r1'), await parsed('r2')];
    const { hash, ...place } = first['integrity'] as Record<string, unknown>;
    expect(place).toEqual({ sequence: 1, previous: null });
    expect(hash).toBe(contentHash({ ...first, integrity: place }));
    expect(second['integrity']).toMatchObject({ sequence: 2, previous: hash });
    expect((await releases.examine('r2')).seal).toMatchObject({ status: 'sealed', sequence: 2 });
    expect(await releases.verify()).toEqual([]);
  });

  it('keeps the whole previous spec as it came, whatever newer versions of the API add [D09]', async () => {
    const { parsed } = await aChain();

    expect(await parsed('r1')).toMatchObject(aDocument('r1'));
  });

  it('reads the full form: versions, models, cause, and what cannot be undone [D02] [D05]', async () => {
    const { releases } = await aChain();

    expect(await releases.read('r1')).toMatchObject({
      release: {
        version: '1.5.1',
        changeCause: 'new TensorFlow',
        author: 'release-pipeline',
        breakingChanges: ['drops the column pressure'],
        changes: [
          {
            from: { environment: 'custom-tf-env:1.5.0', model: 'sensor:11' },
            to: { environment: 'custom-tf-env:1.5.1', model: 'sensor:12' },
          },
        ],
      },
    });
  });

  it('takes the same document again for the same, and refuses another of that name', async () => {
    const { releases } = await aChain();

    expect(await releases.record(aDocument('r2'))).toMatchObject({ status: 'known', sequence: 2 });
    expect(await releases.record(aDocument('r2', { author: 'somebody else' }))).toEqual({
      status: 'conflict',
    });
    expect(await releases.verify()).toEqual([]);
  });

  it('does not let a record that was removed be written anew', async () => {
    const { releases, remove } = await aChain();
    remove('r2');

    expect(await releases.record(aDocument('r2'))).toEqual({ status: 'conflict' });
  });

  it('refuses what could not be rolled back by', async () => {
    const { releases } = await aChain();

    expect(await releases.record(aDocument('r5', { deployments: [] }))).toMatchObject({
      status: 'refused',
      reason: expect.stringContaining('→ at deployments'),
    });
    expect(await releases.record(aDocument('head'))).toMatchObject({ status: 'refused' });
  });

  it('chains releases that come at the same time one after the other', async () => {
    const blobs = new MemoryBlobs();
    const many = Array.from({ length: 12 }, (_, index) => `r${index}`);

    const answers = await Promise.all(
      many.map((name) => releasesIn(blobs).record(aDocument(name))),
    );

    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set(['recorded']));
    expect(new Set(answers.map((answer) => 'sequence' in answer && answer.sequence))).toEqual(
      new Set(many.map((_, index) => index + 1)),
    );
    expect(await releasesIn(blobs).verify()).toEqual([]);
  });

  it.each([1, 2, 3, 4, 5, 6, 7, 8])(
    'leaves no gap and no fork when it breaks off at touch %i',
    async (fatal) => {
      const { blobs, releases } = await aChain();
      let touches = 0;
      blobs.before = () => {
        touches += 1;
        if (touches === fatal) {
          throw new Error('killed');
        }
      };
      await releases.record(aDocument('r5')).catch(() => undefined);
      blobs.before = () => undefined;

      expect(await releases.verify()).toEqual([]);
      await releases.record(aDocument('r6'));
      await releases.record(aDocument('r5'));

      expect(await releases.verify()).toEqual([]);
      expect((await releases.examine('r5')).seal).toMatchObject({ status: 'sealed' });
      expect((await releases.examine('r6')).seal).toMatchObject({ status: 'sealed' });
    },
  );
});

describe('verifying the records [U09]', () => {
  const sealedAnew = async ({ parsed, put }: Chain, name: string) => {
    const record = await parsed(name);
    const place = record['integrity'] as { sequence: number; previous: string | null };
    await put(name, sealRecord({ ...record, author: 'mallory' }, place));
  };

  it.each<{
    what: string;
    tamper: (chain: Chain) => Promise<unknown> | void;
    expected: [release: string, finding: Finding['finding']][];
    broken: string[];
  }>([
    {
      what: 'edited',
      tamper: async ({ text, put }) => put('r2', (await text('r2')).replace('1.5.0', '1.4.0')),
      expected: [['r2', 'edited']],
      broken: ['r2'],
    },
    {
      what: 'edited and sealed anew',
      tamper: (chain) => sealedAnew(chain, 'r2'),
      expected: [['r2', 'edited']],
      broken: ['r2'],
    },
    {
      what: 'edited and its hash taken away',
      tamper: async ({ parsed, put }) => {
        const { integrity: _, ...rest } = await parsed('r2');
        await put('r2', rest);
      },
      expected: [['r2', 'edited']],
      broken: ['r2'],
    },
    {
      what: 'removed from the middle',
      tamper: ({ remove }) => remove('r2'),
      expected: [['r2', 'removed']],
      broken: [],
    },
    {
      what: 'removed though it was the newest',
      tamper: ({ remove }) => remove('r4'),
      expected: [['r4', 'removed']],
      broken: [],
    },
    {
      what: 'swapped with another',
      tamper: async ({ text, put }) => {
        const [r2, r3] = [await text('r2'), await text('r3')];
        await put('r2', r3);
        await put('r3', r2);
      },
      expected: [
        ['r2', 'swapped'],
        ['r3', 'swapped'],
      ],
      broken: ['r2', 'r3'],
    },
    {
      what: 'cut off',
      tamper: async ({ text, put }) => put('r3', (await text('r3')).slice(0, 200)),
      expected: [['r3', 'truncated']],
      broken: ['r3'],
    },
    {
      what: 'put beside the chain',
      tamper: async ({ parsed, put }) => {
        const { integrity } = await parsed('r3');
        const place = integrity as { sequence: number; previous: string | null };
        await put('r9', sealRecord(aDocument('r9'), place));
      },
      expected: [['r9', 'forked']],
      broken: ['r9'],
    },
    {
      what: 'newer than a head that was put back',
      tamper: async ({ blobs, put }) => {
        const head = JSON.parse((await blobs.read('releases/head.json'))!.text) as {
          links: unknown[];
        };
        await put('head', { links: head.links.slice(0, 3) });
      },
      expected: [['r4', 'stale']],
      broken: ['r4'],
    },
    {
      what: 'left without the head',
      tamper: ({ remove }) => remove('head'),
      expected: names.map((name) => [name, 'stale']),
      broken: names,
    },
    {
      what: 'the runbook’s, without a hash',
      tamper: ({ put }) => put('r0', aDocument('r0')),
      expected: [['r0', 'unsealed']],
      broken: [],
    },
  ])('finds a record that is $what', async ({ tamper, expected, broken }) => {
    const chain = await aChain();

    await tamper(chain);

    const findings = await chain.releases.verify();
    expect(findings.map(({ release, finding }) => [release, finding])).toEqual(expected);
    for (const name of names) {
      const { status } = (await chain.releases.examine(name)).seal;
      expect([name, status === 'broken']).toEqual([name, broken.includes(name)]);
    }
  });

  it('finds every single character that is changed in a record', async () => {
    const { text, put, releases } = await aChain();
    const whole = await text('r2');
    const letters = [...whole.matchAll(/\w/g)].map(({ index }) => index);

    const unnoticed: number[] = [];
    for (const at of letters) {
      await put(
        'r2',
        `${whole.slice(0, at)}${whole[at] === '7' ? '8' : '7'}${whole.slice(at + 1)}`,
      );
      const { status } = (await releases.examine('r2')).seal;
      if (status !== 'broken') {
        unnoticed.push(at);
      }
    }

    expect(unnoticed).toEqual([]);
  });

  it('minds neither the order of keys nor white space', async () => {
    const { parsed, put, releases } = await aChain();
    const record = await parsed('r2');

    await put('r2', Object.fromEntries(Object.entries(record).toReversed()));

    expect(await releases.verify()).toEqual([]);
  });
});
