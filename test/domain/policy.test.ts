import { describe, expect, it } from '@jest/globals';
import { Policy } from '../../shared/domain/policy';

describe('a policy', () => {
  it('has a default for everything', () => {
    expect(Policy.parse({})).toMatchObject({
      triage: { windowSeconds: 60, confirmAttempts: 3 },
      rules: [{ alertRule: 'batch-job-failures', confirmedBy: 'jobFailures' }],
      jobFailures: { withinMinutes: 30, minFailedJobs: 1, moreThanCircuits: 1 },
      blame: { releaseWithinMinutes: 240, minShareExplained: 0.9 },
      restore: { attempts: 2, writes: { burst: 25, perMinute: 25 } },
    });
  });

  it('keeps its other defaults when one number is given', () => {
    const { jobFailures } = Policy.parse({ jobFailures: { moreThanCircuits: 5 } });

    expect(jobFailures).toEqual({ withinMinutes: 30, minFailedJobs: 1, moreThanCircuits: 5 });
  });

  it.each([
    { what: 'a field that is misspelt', policy: { jobFailure: {} } },
    { what: 'a share below half', policy: { blame: { minShareExplained: 0.4 } } },
    { what: 'no rules at all', policy: { rules: [] } },
    { what: 'a query nobody wrote', policy: { rules: [{ alertRule: 'a', confirmedBy: 'b' }] } },
    { what: 'a window of no length', policy: { triage: { windowSeconds: 0 } } },
    { what: 'no attempts', policy: { restore: { attempts: 0 } } },
  ])('is refused with $what', ({ policy }) => {
    expect(Policy.safeParse(policy).success).toBe(false);
  });
});
