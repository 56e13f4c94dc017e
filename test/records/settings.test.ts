import { describe, expect, it } from '@jest/globals';
import { plusSeconds } from '../../shared/domain/time';
import { documentText } from '../../shared/records/document';
import { settingsIn } from '../../shared/records/settings';
import { aFleet, aPolicy, start } from '../support/builders';
import { MemoryBlobs } from '../support/memoryBlobs';

/** Settings over blobs, with a clock to turn and a count of reads. */
function settingsOver(texts: Record<string, string>) {
  const blobs = new MemoryBlobs(texts);
  const clock = { now: start };
  const reads: string[] = [];
  blobs.before = ({ name }) => void reads.push(name);
  return { settings: settingsIn(blobs, () => clock.now), blobs, clock, reads };
}

describe('settings', () => {
  it('are defaults where there is no policy', async () => {
    expect(await settingsOver({}).settings.policy()).toEqual(aPolicy());
  });

  it('are an error where there is no fleet', async () => {
    await expect(settingsOver({}).settings.fleet()).rejects.toThrow('fleet.json is missing');
  });

  it('are what the files say', async () => {
    const { settings } = settingsOver({
      'policy.json': '{"blame":{"minScore":0.7}}',
      'fleet.json': documentText(aFleet()),
    });

    expect(await settings.policy()).toEqual(aPolicy({ blame: { minScore: 0.7 } }));
    expect(await settings.fleet()).toEqual(aFleet());
  });

  it.each([
    { text: '{"blame":{"minScore":"7"}}', path: 'blame.minScore: found "7", expected a number' },
    { text: '{"rules":[{"id":""}]}', path: 'rules[0].id' },
    { text: '{"triage":{"windowSecond":60}}', path: 'triage: found "windowSecond"' },
  ])('that are bad are refused by file and path: $path', async ({ text, path }) => {
    const { settings } = settingsOver({ 'policy.json': text });

    await expect(settings.policy()).rejects.toThrow(/^policy\.json: /);
    await expect(settings.policy()).rejects.toThrow(path);
  });

  it('are read once by all who ask within five seconds, and again after that', async () => {
    const { settings, blobs, clock, reads } = settingsOver({
      'fleet.json': documentText(aFleet()),
    });
    await Promise.all([settings.fleet(), settings.fleet(), settings.fleet()]);
    clock.now = plusSeconds(start, 4.999);
    await settings.fleet();
    expect(reads).toEqual(['fleet.json']);

    await blobs.write('fleet.json', documentText(aFleet({}, { name: 'other' })));
    clock.now = plusSeconds(start, 5);

    expect((await settings.fleet()).name).toBe('other');
  });

  it('are read again at once after a failure', async () => {
    const { settings, blobs } = settingsOver({ 'policy.json': 'broken' });
    await expect(settings.policy()).rejects.toThrow('policy.json is not JSON');

    await blobs.write('policy.json', '{}');

    expect(await settings.policy()).toEqual(aPolicy());
  });
});
