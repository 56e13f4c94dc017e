import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { after, before, start } from '../support/builders';
import { startApp } from './appServer';
import type { TestApp } from './appServer';
import { documentIn, ripcord } from './ripcord';

let app: TestApp;

beforeEach(async () => {
  app = await startApp();
});

afterEach(async () => app.stop());

const at = (line: string) => ripcord(line, { RIPCORD_URL: app.url });
const circuit = { plant: 'P001', circuit: 'C001' };

describe('ripcord current', () => {
  it('shows what each circuit of the fleet runs now [C05]', async () => {
    const { exit, out } = await at('current');

    expect(exit).toBe(0);
    expect(out.split('\n')).toHaveLength(8);
    expect(out).toMatch(/P001\/C001 {2}custom-tf-env:1\.5\.1/);
  });

  it('shows one plant, or one circuit', async () => {
    expect(documentIn(await at('current --plant P002 --json'))['circuits']).toHaveLength(3);
    expect(documentIn(await at('current --circuit P001/C002 --json'))['circuits']).toMatchObject([
      { plant: 'P001', circuit: 'C002', environment: after, state: 'Succeeded' },
    ]);
  });

  it.each([
    { line: 'current --plant P009', says: 'There is no plant P009 in this fleet.' },
    { line: 'current --circuit P001/C009', says: 'found no circuit P001/C009 in this fleet' },
  ])('refuses what is not of this fleet with 1: $line', async ({ line, says }) => {
    expect(await at(line)).toMatchObject({ exit: 1, err: expect.stringContaining(says) });
  });
});

describe('ripcord history', () => {
  beforeEach(async () => {
    await app.histories.recordPeriod(circuit, {
      revision: { environment: before },
      since: '2026-11-20T00:00:00.000Z',
    });
    await app.histories.recordPeriod(circuit, {
      revision: { environment: after },
      since: start,
      release: 'Release-123',
      changeCause: 'TensorFlow with security fixes',
    });
  });

  it('shows what a circuit ran, newest first, and why it changed [C06]', async () => {
    const { exit, out } = await at('history --plant P001 --circuit C001');

    expect(exit).toBe(0);
    const [, newest, , older] = out.split('\n');
    expect(newest).toMatch(/^0 {2}custom-tf-env:1\.5\.1 .*2026-11-21 00:40 {2}production/);
    expect(out.replaceAll(/\s+/g, ' ')).toContain('Release-123: TensorFlow with security fixes');
    expect(`${older}${out}`).toMatch(/1 {2}custom-tf-env:1\.5\.0/);
    expect(out).toContain('P001/C001 has 1 previous versions on record');
  });

  it('shows all of one revision [C06]', async () => {
    const { out } = await at('history --circuit P001/C001 --revision 0');

    expect(out).toMatch(/change cause +TensorFlow with security fixes/);
    expect(await at('history --circuit P001/C001 --revision 2')).toMatchObject({
      exit: 2,
      err: expect.stringContaining('--revision: found 2, expected 0 to 1'),
    });
  });

  it('refuses a circuit that nothing is on record of', async () => {
    expect(await at('history --circuit P001/C002')).toMatchObject({
      exit: 1,
      err: 'ripcord: Nothing is on record of P001/C002.\n',
    });
  });
});

describe('ripcord metadata', () => {
  it('lists the releases on record, and what the chain says of them', async () => {
    const { exit, out } = await at('metadata list');

    expect(exit).toBe(0);
    expect(out).toMatch(/Release-123 +2026-11-21 00:30 +6 +custom-tf-env:1\.5\.1 +unsealed/);
  });

  it('lets the app hold its records against the chain', async () => {
    await app.releases.record({
      ...JSON.parse(app.blobs.texts.get('releases/Release-123.json')!.text),
      release_id: 'Release-124',
    });
    const record = app.blobs.texts.get('releases/Release-124.json')!;
    await app.blobs.write('releases/Release-124.json', record.text.replace('1.5.0', '1.4.0'));

    const ended = await at('metadata verify --json');

    expect(ended.exit).toBe(1);
    expect(documentIn(ended)).toMatchObject({
      ok: false,
      records: 2,
      findings: [
        { finding: 'edited', release: 'Release-124' },
        { finding: 'unsealed', release: 'Release-123' },
      ],
    });
    expect((await ripcord(`metadata verify --from ${app.url}`)).exit).toBe(1);
  });
});

describe('ripcord reference', () => {
  it('makes a table of commands from what runs now [C13]', async () => {
    const { exit, out } = await at('reference');

    expect(exit).toBe(0);
    expect(out).toMatch(
      /environment custom-tf-env +1\.5\.1 on 6 circuits +ripcord rollback environment --release Release-123/,
    );
  });
});
