import { describe, expect, it } from '@jest/globals';
import { sumUp } from '../../../scripts/ci/sumUp';
import type { CheckEnd, JestNumbers } from '../../../scripts/ci/sumUp';

const good: CheckEnd = { kind: 'check', ok: true };
const bad: CheckEnd = { kind: 'check', ok: false };
const tests = (ok: boolean, numbers?: Partial<JestNumbers>): CheckEnd => ({
  kind: 'tests',
  ok,
  tests: numbers && {
    numPassedTests: 0,
    numFailedTests: 0,
    numRuntimeErrorTestSuites: 0,
    ...numbers,
  },
});

describe('sumUp', () => {
  it('adds the tests to the checks, each of which counts as one', () => {
    const ends = [good, tests(true, { numPassedTests: 40 }), good, bad];

    expect(sumUp(ends)).toEqual({ passed: 42, failed: 1 });
  });

  it.each([
    {
      that: 'failed tests, and suites that could not run',
      end: tests(false, { numPassedTests: 5, numFailedTests: 2, numRuntimeErrorTestSuites: 1 }),
      sum: { passed: 5, failed: 3 },
    },
    {
      that: 'a run that fails although every test passed',
      end: tests(false, { numPassedTests: 5 }),
      sum: { passed: 5, failed: 1 },
    },
    {
      that: 'a run in which no test ran',
      end: tests(true, {}),
      sum: { passed: 0, failed: 1 },
    },
    {
      that: 'a run that left no numbers',
      end: tests(true),
      sum: { passed: 0, failed: 1 },
    },
  ])('counts as failed $that', ({ end, sum }) => {
    expect(sumUp([end])).toEqual(sum);
  });
});
