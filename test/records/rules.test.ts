import { describe, expect, it } from '@jest/globals';
import { rulesIn } from '../../shared/records/rules';
import { start } from '../support/builders';
import { interleaved, schedules } from '../support/interleave';
import { MemoryBlobs } from '../support/memoryBlobs';

const verdict = (incident: string, correct = true) => ({
  incident,
  kind: 'environment' as const,
  correct,
  reason: 'looked at it',
  at: start,
});

describe('the record of a rule [U17]', () => {
  it('has no verdicts before there are any', async () => {
    expect(await rulesIn(new MemoryBlobs()).read('job-failures')).toEqual({ verdicts: [] });
  });

  it('gives back all verdicts once there is one more', async () => {
    const rules = rulesIn(new MemoryBlobs());
    await rules.judge('job-failures', verdict('I-1'));

    const record = await rules.judge('job-failures', verdict('I-2', false));

    expect(record.verdicts).toEqual([verdict('I-1'), verdict('I-2', false)]);
    expect(await rules.read('job-failures')).toEqual(record);
    expect(await rules.read('another')).toEqual({ verdicts: [] });
  });

  it.each(schedules(4))(
    'loses no verdict of two at once, in the order %i%i%i%i',
    async (...turns) => {
      const blobs = new MemoryBlobs();

      await interleaved(
        blobs,
        ['I-1', 'I-2'].map((id) => (own) => rulesIn(own).judge('job-failures', verdict(id))),
        turns,
      );

      const { verdicts } = await rulesIn(blobs).read('job-failures');
      expect(verdicts.map(({ incident }) => incident).toSorted()).toEqual(['I-1', 'I-2']);
    },
  );
});
