import { describe, expect, it } from '@jest/globals';
import { releasesIn } from '../../shared/records/releases';
import { aRelease, releaseText } from '../support/builders';
import { MemoryBlobs } from '../support/memoryBlobs';

describe('releases', () => {
  const blobs = new MemoryBlobs({
    'releases/Release-123.json': releaseText(),
    'releases/Release-124.json': releaseText().slice(0, 60),
    'releases/notes.txt': 'not ours',
  });

  it('are read by id', async () => {
    const releases = releasesIn(blobs);

    expect(await releases.read('Release-123')).toEqual({ status: 'read', release: aRelease() });
    expect(await releases.read('Release-124')).toMatchObject({ status: 'unreadable' });
    expect(await releases.read('Release-125')).toEqual({ status: 'missing' });
  });

  it('are all read, and those that cannot be are named', async () => {
    expect(await releasesIn(blobs).all()).toEqual({
      read: [aRelease()],
      unreadable: ['releases/Release-124.json'],
    });
  });
});
