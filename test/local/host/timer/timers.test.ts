import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '../../../support/until';
import { aStateDir, runHost } from '../support/runHost';
import type { RunningHost } from '../support/runHost';

const state = aStateDir();
const statusFile = join(state.dir, 'timers', 'yearly.json');
const newYear = (year: number): string => new Date(Date.UTC(year, 0, 1)).toISOString();
const thisYear = new Date().getUTCFullYear();
let host: RunningHost;

beforeAll(async () => {
  mkdirSync(join(state.dir, 'timers'));
  const missed = {
    Last: newYear(thisYear - 1),
    Next: newYear(thisYear),
    LastUpdated: newYear(thisYear - 1),
  };
  writeFileSync(statusFile, JSON.stringify(missed));
  host = await runHost('timers', { stateDir: state.dir, env: { EVERY_SECOND: '* * * * * *' } });
});

afterAll(async () => {
  await host.kill();
  state.remove();
});

function failures(): number {
  return host.output().split("Executed 'Functions.hopeless' (Failed").length - 1;
}

describe('a timer', () => {
  it('runs on its schedule, and tells nothing of a status when it runs that often', async () => {
    const output = await host.says("Executed 'Functions.everySecond' (Succeeded");

    expect(output).toMatch(/Executing 'Functions\.everySecond' \(Reason='Timer fired at 20/);
    expect(output).toContain(
      'Function.everySecond.User: ran {"schedule":{"adjustForDST":true},"scheduleStatus":null,"isPastDue":false}',
    );
  });

  it('runs at the start of the host if told to', async () => {
    const output = await host.says("Executed 'Functions.atStart' (Succeeded");

    expect(output).toContain(
      "Executing 'Functions.atStart' (Reason='Timer is configured to run on startup'",
    );
  });

  it('makes up for an occurrence it missed, and keeps when it ran', async () => {
    const output = await host.says("Executed 'Functions.yearly' (Succeeded");

    expect(output).toContain("Executing 'Functions.yearly' (Reason='Timer is past due on startup'");
    expect(output).toMatch(
      new RegExp(`Function.yearly.User: ran .*"last":"${newYear(thisYear - 1)}".*"isPastDue":true`),
    );
    const status = JSON.parse(readFileSync(statusFile, 'utf8')) as { Last: string; Next: string };
    expect(status.Next).toBe(newYear(thisYear + 1));
    expect(Date.now() - Date.parse(status.Last)).toBeLessThan(60_000);
  });

  it('runs again after a failure as its retry policy says', async () => {
    const output = await host.says('lucky in retry 2 of 3 after no luck 1');

    expect(output.split("Executed 'Functions.unlucky' (Failed")).toHaveLength(3);
    expect(output).toContain("Next attempt: '2'. Max retry count: '3'.");
  });

  it('runs again as host.json says, if it has no policy of its own', async () => {
    await host.says("Next attempt: '1'. Max retry count: '1'.");

    expect(await until('it has failed twice', () => failures() > 1 && failures())).toBe(2);
  });

  it('does not run, and says why, when its schedule is wrong', () => {
    expect(host.output()).toContain(
      `The listener for function 'wrong' was unable to start: "0 0 25 * * *" is not an NCRONTAB expression: bad hour "25"`,
    );
  });

  it('runs by hand', async () => {
    const before = host.output().split("Executing 'Functions.yearly'").length;

    const response = await host.fetch('/admin/functions/yearly', {
      method: 'POST',
      body: '{"input":""}',
    });

    expect(response.status).toBe(202);
    await host.says('programmatically called via the host APIs');
    expect(host.output().split("Executing 'Functions.yearly'").length).toBe(before + 1);
  });
});
