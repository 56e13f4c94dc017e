import { describe, expect, it } from '@jest/globals';
import { Policy } from '../../shared/domain/policy';

describe('a policy', () => {
  it('has a default for everything', () => {
    expect(Policy.parse({})).toMatchObject({
      triage: { windowSeconds: 60, confirmAttempts: 3, quietMinutes: 30 },
      evidence: { ingestionDelaySeconds: 120 },
      blame: { releaseWithinMinutes: 240, minShareExplained: 0.9 },
      restore: { attempts: 2, writes: { burst: 25, perMinute: 25 } },
    });
  });
});
