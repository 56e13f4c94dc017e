import { afterEach, describe, expect, it } from '@jest/globals';
import { contentHash } from '../../shared/domain/contentHash';
import { presetRules } from '../../shared/domain/policy/presets';
import { receiptOf } from '../../shared/domain/receipt/receiptOf';
import { releasesIn } from '../../shared/records/releases';
import { signerIn } from '../../shared/records/signer';
import { aReport, anIncident, releaseText, restored, start } from '../support/builders';
import { aHistoryDocument } from '../support/corpus/aHistory';
import { MemoryBlobs } from '../support/memoryBlobs';
import { aFolder } from './aFolder';
import { documentIn, ripcord } from './ripcord';

const folders: { remove: () => Promise<void> }[] = [];

afterEach(async () => {
  await Promise.all(folders.splice(0).map((folder) => folder.remove()));
});

async function filesOf(files: Readonly<Record<string, string>>) {
  const folder = await aFolder(files);
  folders.push(folder);
  return folder;
}

describe('ripcord policy check', () => {
  it('finds nothing wrong with a good policy', async () => {
    const { at } = await filesOf({ 'policy.json': '{"preset":"sofare"}' });

    const { exit, out } = await ripcord(['policy', 'check', at('policy.json')]);

    expect(exit).toBe(0);
    expect(out).toMatch(/policy\.json: fine, 4 rules, preset sofare\n$/);
  });

  it.each([
    { text: '{"triage":{"windowSeconds":-1}}', says: /triage\.windowSeconds: found -1, expected/ },
    { text: '{"presets":"sofare"}', says: /found "presets", which is not known here/ },
    { text: '{"preset":', says: /the document: found no JSON: Unexpected end/ },
    { text: '[]', says: /the document: found \[\], expected an object/ },
  ])('says of $text what was found and expected, and ends with 1', async ({ text, says }) => {
    const { at } = await filesOf({ 'policy.json': text });

    const { exit, out } = await ripcord(['policy', 'check', at('policy.json')]);
    const document = documentIn(await ripcord(['policy', 'check', at('policy.json'), '--json']));

    expect(exit).toBe(1);
    expect(out).toMatch(says);
    expect(document).toMatchObject({ ok: false, problems: [expect.stringMatching(says)] });
  });
});

describe('ripcord policy show', () => {
  it.each(['azureml-sensor', 'sofare', 'mlmonitoring', 'inflow', 'llm-orchestrator'] as const)(
    'shows the rules of %s, and every limit that holds besides',
    async (preset) => {
      const { exit, out } = await ripcord(`policy show --preset ${preset}`);
      const document = documentIn(await ripcord(`policy show --preset ${preset} --json`));

      expect(exit).toBe(0);
      presetRules(preset).forEach(({ id }) => expect(out.replaceAll(/\n */g, '')).toContain(id));
      expect(out).toMatch(/coolDownMinutes +60/);
      expect(document['rules']).toHaveLength(presetRules(preset).length);
      expect(Math.max(...out.split('\n').map(({ length }) => length))).toBeLessThanOrEqual(100);
    },
  );

  it('shows what holds under a file, and refuses one that is no policy', async () => {
    const { at } = await filesOf({
      'good.json': '{"preset":"sofare","guards":{"coolDownMinutes":7}}',
      'bad.json': '{"rules":[]}',
    });

    expect((await ripcord(['policy', 'show', at('good.json')])).out).toMatch(/coolDownMinutes +7/);
    expect(await ripcord(['policy', 'show', at('bad.json')])).toMatchObject({
      exit: 1,
      err: expect.stringContaining('rules: found no rule, expected at least one'),
    });
  });
});

/** Three releases on record, as they lie in the app's container. */
async function recordedReleases(): Promise<Record<string, string>> {
  const blobs = new MemoryBlobs();
  const releases = releasesIn(blobs);
  for (const release_id of ['r1', 'r2', 'r3']) {
    await releases.record({ ...(JSON.parse(releaseText()) as object), release_id });
  }
  return Object.fromEntries([...blobs.texts].map(([name, { text }]) => [name, text]));
}

describe('ripcord metadata verify --from', () => {
  it('finds nothing wrong with records as they were written', async () => {
    const { at } = await filesOf(await recordedReleases());

    for (const place of [at(), at('releases')]) {
      const ended = await ripcord(['metadata', 'verify', '--from', place]);
      expect(ended).toMatchObject({ exit: 0, out: '3 records: all as written\n' });
    }
  });

  it.each<{ what: string; change: (files: Record<string, string>) => void; finding: string }>([
    {
      what: 'edited',
      change: (files) => {
        files['releases/r2.json'] = files['releases/r2.json']!.replace('1.5.0', '1.4.0');
      },
      finding: 'edited',
    },
    { what: 'removed', change: (files) => delete files['releases/r3.json'], finding: 'removed' },
    {
      what: 'swapped',
      change: (files) => {
        files['releases/r2.json'] = files['releases/r1.json']!;
      },
      finding: 'swapped',
    },
    {
      what: 'cut off',
      change: (files) => {
        files['releases/r2.json'] = files['releases/r2.json']!.slice(0, 90);
      },
      finding: 'truncated',
    },
  ])('finds a record that was $what, and ends with 1', async ({ change, finding }) => {
    const files = await recordedReleases();
    change(files);
    const { at } = await filesOf(files);

    const ended = await ripcord(['metadata', 'verify', '--from', at(), '--json']);

    expect(ended.exit).toBe(1);
    expect(documentIn(ended)).toMatchObject({ ok: false, findings: [{ finding }] });
  });

  it('takes a record without a hash for a finding only when all must have one', async () => {
    const { at } = await filesOf({ 'Release-123.json': releaseText() });

    expect(await ripcord(['metadata', 'verify', '--from', at()])).toMatchObject({
      exit: 0,
      out: expect.stringMatching(/^finding[^]*unsealed[^]*1 of them without a hash/),
    });
    expect((await ripcord(['metadata', 'verify', '--require-sealed', '--from', at()])).exit).toBe(
      1,
    );
  });

  it('refuses a folder without records, and a head that is none', async () => {
    const empty = await filesOf({ 'notes.txt': '' });
    const broken = await filesOf({ 'releases/head.json': '{"links":1}' });

    expect(await ripcord(['metadata', 'verify', '--from', empty.at()])).toMatchObject({ exit: 2 });
    expect(await ripcord(['metadata', 'verify', '--from', broken.at()])).toMatchObject({
      exit: 1,
      err: expect.stringContaining('is no head of a chain'),
    });
  });
});

describe('ripcord backtest', () => {
  const policy = JSON.stringify({
    preset: 'azureml-sensor',
    rules: [
      {
        ...presetRules('azureml-sensor')[0],
        alertRules: ['batch-job-failures'],
      },
    ],
  });
  const cautious = JSON.stringify({ ...JSON.parse(policy), blame: { releaseWithinMinutes: 1 } });
  const files = {
    'policy.json': policy,
    'cautious.json': cautious,
    'histories/one.json': JSON.stringify(aHistoryDocument()),
  };

  it('shows what would have happened, side by side with another policy [U05]', async () => {
    const { at } = await filesOf(files);
    const line = ['--policy', at('policy.json'), '--against', at('cautious.json')];

    const { exit, out } = await ripcord(['backtest', ...line, '--from', at('histories')]);
    const document = documentIn(
      await ripcord(['backtest', ...line, '--from', at('histories'), '--json']),
    );

    expect(exit).toBe(0);
    expect(out).toMatch(/rollbacks +1 +0/);
    expect(out).toMatch(/recall +1\.000 +0\.000/);
    expect(document).toMatchObject({
      policy: {
        precision: 1,
        recall: 1,
        histories: [{ history: 'broken-image', rollBacks: [{ release: 'Release-123' }] }],
      },
      against: { recall: 0, verdicts: { missed: 1 } },
      unreadable: [],
    });
  });

  it('tells what would have happened in each history', async () => {
    const { at } = await filesOf(files);

    const { out } = await ripcord([
      'backtest',
      '--details',
      '--policy',
      at('policy.json'),
      '--from',
      at('histories'),
    ]);

    expect(out).toMatch(/broken-image +right +2026-11-21 09:45 environment of/);
  });

  it('names every history that it cannot read, and ends with 1', async () => {
    const { at } = await filesOf({ ...files, 'histories/two.json': '{"fleet":' });

    const ended = await ripcord([
      'backtest',
      '--policy',
      at('policy.json'),
      '--from',
      at('histories'),
    ]);

    expect(ended.exit).toBe(1);
    expect(ended.out).toMatch(/Could not be read: 1\n.*two\.json/);
  });

  it.each([
    { from: '2026-11-21T00:00:00Z', says: 'found the time 2026-11-21T00:00:00Z, expected files' },
    { from: '/no/such/place', says: 'Expected a folder or file of histories at /no/such/place' },
  ])('refuses --from $from with 2', async ({ from, says }) => {
    const { at } = await filesOf(files);

    expect(
      await ripcord(['backtest', '--policy', at('policy.json'), '--from', from]),
    ).toMatchObject({ exit: 2, err: expect.stringContaining(says) });
  });
});

describe('ripcord receipt verify', () => {
  const hash = 'a'.repeat(64);

  async function aReceiptFile(change: (text: string) => string = (text) => text) {
    const signer = signerIn(new MemoryBlobs());
    const proof = { operation: 'op/1', expected: hash, observed: hash, observedAt: start };
    const outcomes = [{ ...restored(), proof }] as never;
    const incident = anIncident({ status: 'closed', endedAt: start, outcomes });
    const content = receiptOf(aReport({ incident }), hash);
    const sum = contentHash(content);
    const receipt = { content, hash: sum, signature: await signer.sign(sum) };
    const folder = await filesOf({ 'receipt.json': change(JSON.stringify(receipt)) });
    return { file: folder.at('receipt.json'), publicKey: await signer.publicKey() };
  }

  it('recomputes a receipt without the app [U02]', async () => {
    const { file, publicKey } = await aReceiptFile();

    const ended = await ripcord(['receipt', 'verify', file, '--public-key', publicKey]);

    expect(ended).toMatchObject({
      exit: 0,
      out: expect.stringMatching(/genuine, proven\n.*1, 1 of them read back as written/),
    });
  });

  it.each([
    {
      what: 'changed',
      change: (text: string) => text.replace('P001', 'P002'),
      says: /has the hash/,
    },
    { what: 'cut off', change: (text: string) => text.slice(0, 40), says: /found no JSON/ },
  ])('ends with 1 when it was $what, and says why', async ({ change, says }) => {
    const { file } = await aReceiptFile(change);

    const ended = await ripcord(['receipt', 'verify', file, '--json']);

    expect(ended.exit).toBe(1);
    expect(documentIn(ended)).toMatchObject({
      ok: false,
      findings: expect.arrayContaining([expect.stringMatching(says)]),
    });
  });

  it('takes a receipt that another key signed for none', async () => {
    const { file } = await aReceiptFile();
    const other = await signerIn(new MemoryBlobs()).publicKey();

    const ended = await ripcord(['receipt', 'verify', file, '--public-key', other]);

    expect(ended).toMatchObject({ exit: 1, out: expect.stringContaining('not genuine') });
  });
});
