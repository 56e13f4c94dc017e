import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Blobs } from '../../shared/ports';

/** What everything that calls itself `Blobs` must do; `connect` gives one that is empty. */
export function blobsContract(subject: string, connect: () => Blobs): void {
  describe(`${subject}, as Blobs`, () => {
    let blobs: Blobs;
    beforeAll(() => {
      blobs = connect();
    });

    it('reads what was written, letter by letter', async () => {
      const text = '{"name":"Ä ö ü 字 🙂","lines":"a\\nb"}\n';
      await blobs.write('letters/one.json', text);

      expect((await blobs.read('letters/one.json'))?.text).toBe(text);
    });

    it('has nothing of a name that was never written', async () => {
      expect(await blobs.read('nothing.json')).toBeUndefined();
      expect(await blobs.exists('nothing.json')).toBe(false);
      expect(await blobs.list('nothing')).toEqual([]);
    });

    it('keeps an empty text', async () => {
      await blobs.write('empty.json', '');

      expect((await blobs.read('empty.json'))?.text).toBe('');
      expect(await blobs.exists('empty.json')).toBe(true);
    });

    it('creates once, and leaves what is there alone', async () => {
      expect(await blobs.create('once.json', 'first')).toBe('created');
      expect(await blobs.create('once.json', 'second')).toBe('exists');
      expect((await blobs.read('once.json'))?.text).toBe('first');
    });

    it('lets one of many create', async () => {
      const answers = await Promise.all(
        Array.from({ length: 8 }, (_, index) => blobs.create('race.json', `${index}`)),
      );

      expect(answers.filter((answer) => answer === 'created')).toHaveLength(1);
      const winner = answers.indexOf('created');
      expect((await blobs.read('race.json'))?.text).toBe(`${winner}`);
    });

    it('replaces what nobody has written since it was read', async () => {
      await blobs.write('guarded.json', 'first');
      const read = await blobs.read('guarded.json');

      expect(await blobs.replace('guarded.json', 'second', read?.etag ?? '')).toBe('replaced');
      expect(await blobs.replace('guarded.json', 'third', read?.etag ?? '')).toBe('changed');
      expect((await blobs.read('guarded.json'))?.text).toBe('second');
    });

    it('notices a write of the same text', async () => {
      await blobs.write('same.json', 'text');
      const read = await blobs.read('same.json');
      await blobs.write('same.json', 'text');

      expect(await blobs.replace('same.json', 'other', read?.etag ?? '')).toBe('changed');
    });

    it('lets one of many replace', async () => {
      await blobs.write('contest.json', 'start');
      const etag = (await blobs.read('contest.json'))?.etag ?? '';

      const answers = await Promise.all(
        Array.from({ length: 8 }, (_, index) => blobs.replace('contest.json', `${index}`, etag)),
      );

      expect(answers.filter((answer) => answer === 'replaced')).toHaveLength(1);
      expect((await blobs.read('contest.json'))?.text).toBe(`${answers.indexOf('replaced')}`);
    });

    it('replaces nothing where nothing is', async () => {
      expect(await blobs.replace('never.json', 'text', '"0x8DE000000000000"')).toBe('changed');
      expect(await blobs.exists('never.json')).toBe(false);
    });

    it('overwrites when told to write', async () => {
      await blobs.write('written.md', 'first');
      await blobs.write('written.md', 'second');

      expect((await blobs.read('written.md'))?.text).toBe('second');
    });

    it('lists whole names under a prefix, in order, and none beside it', async () => {
      const names = ['list/b/2.json', 'list/a/1.json', 'list/b/1.json', 'listing/c.json'];
      await Promise.all(names.map((name) => blobs.write(name, '{}')));

      expect(await blobs.list('list/')).toEqual([
        'list/a/1.json',
        'list/b/1.json',
        'list/b/2.json',
      ]);
      expect(await blobs.list('list/b/')).toEqual(['list/b/1.json', 'list/b/2.json']);
    });
  });
}
