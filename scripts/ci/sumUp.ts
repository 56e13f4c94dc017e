import { z } from 'zod';

/** What Jest writes with `--json`. A suite that could not even run has no tests to count. */
export const JestNumbers = z.object({
  numPassedTests: z.int(),
  numFailedTests: z.int(),
  numRuntimeErrorTestSuites: z.int(),
});
export type JestNumbers = z.infer<typeof JestNumbers>;

/** How a check ended. A run of Jest that left no numbers has `tests: undefined`. */
export type CheckEnd =
  { kind: 'check'; ok: boolean } | { kind: 'tests'; ok: boolean; tests: JestNumbers | undefined };

export type Sum = { passed: number; failed: number };

/** Adds up checks and tests. A run in which no test ran has failed, whatever its exit code. */
export function sumUp(ends: readonly CheckEnd[]): Sum {
  const sums = ends.map((end) => (end.kind === 'check' ? one(end.ok) : sumOfTests(end)));
  return {
    passed: sums.reduce((total, { passed }) => total + passed, 0),
    failed: sums.reduce((total, { failed }) => total + failed, 0),
  };
}

function sumOfTests({ ok, tests }: { ok: boolean; tests: JestNumbers | undefined }): Sum {
  const passed = tests?.numPassedTests ?? 0;
  const failed = (tests?.numFailedTests ?? 0) + (tests?.numRuntimeErrorTestSuites ?? 0);
  const wentWrongElsewhere = failed === 0 && (!ok || passed === 0);
  return { passed, failed: wentWrongElsewhere ? 1 : failed };
}

function one(ok: boolean): Sum {
  return ok ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}
