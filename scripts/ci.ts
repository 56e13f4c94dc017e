import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { checks } from './ci/checks';
import type { Check } from './ci/checks';
import { runCommand } from './ci/runCommand';
import { JestNumbers, sumUp } from './ci/sumUp';
import type { CheckEnd } from './ci/sumUp';
import { projectRoot } from '../local/host/projectRoot';

/** What is not done by then is killed and has failed, so that the last line is always said. */
const deadlineMs = 19 * 60_000;

async function main(): Promise<void> {
  const root = projectRoot();
  const folder = mkdtempSync(path.join(os.tmpdir(), 'ripcord-ci-'));
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), deadlineMs);
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.once(name, () => stop.abort());
  }

  const ends: CheckEnd[] = [];
  const lines: string[] = [];
  for (const check of checks(path.join(folder, 'jest.json'))) {
    const skipped = check.skip?.(root);
    if (skipped === undefined) {
      const { end, seconds } = await timed(() =>
        runCheck(check, { cwd: root, signal: stop.signal }),
      );
      ends.push(end);
      lines.push(`${end.ok ? 'ok    ' : 'FAILED'}  ${check.name.padEnd(14)}${seconds}`);
    } else {
      lines.push(`-       ${check.name.padEnd(14)}${skipped}`);
    }
  }

  clearTimeout(timer);
  rmSync(folder, { recursive: true });
  const { passed, failed } = sumUp(ends);
  process.stdout.write(`\n${lines.join('\n')}\n\n${passed} passed, ${failed} failed\n`);
  process.exitCode = failed === 0 ? 0 : 1;
}

async function runCheck(
  { name, command, jestResults }: Check,
  where: { cwd: string; signal: AbortSignal },
): Promise<CheckEnd> {
  process.stdout.write(`\n=== ${name}\n`);
  const ok = await runCommand(command, where);
  return jestResults === undefined
    ? { kind: 'check', ok }
    : { kind: 'tests', ok, tests: readNumbers(jestResults) };
}

function readNumbers(file: string): JestNumbers | undefined {
  try {
    return JestNumbers.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    process.stderr.write(`No numbers from Jest: ${String(error)}\n`);
    return undefined;
  }
}

async function timed(work: () => Promise<CheckEnd>): Promise<{ end: CheckEnd; seconds: string }> {
  const started = performance.now();
  const end = await work();
  return { end, seconds: `${((performance.now() - started) / 1000).toFixed(1)} s` };
}

void main();
