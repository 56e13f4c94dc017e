import { describe, expect, it } from '@jest/globals';
import { killProgram, runDemo } from '../support/demo';

const patienceMs = 120_000;

describe('the main job', () => {
  it(
    '[E02] [F02] [F03] takes a whole fleet back to the environment each circuit ran before, on alerts alone',
    async () => {
      const { code, account, told } = await runDemo(['--circuits', '50', '--speed', '60']);

      expect(told).toContain('Release-123');
      expect({ code, ...account }).toMatchObject({
        code: 0,
        circuits: 50,
        restored: 50,
        verified: 50,
        untouched: 0,
        failed: 0,
        incidents: 1,
        writes: 50,
      });
      const { received, acted, merged, suppressed, rejected } = account.alerts;
      expect(received).toBe(43);
      expect(acted + merged + suppressed + rejected).toBe(received);
      expect(rejected).toBe(0);
    },
    patienceMs,
  );

  it.each([
    { program: 'the host', script: 'dist/local/host/main.js' },
    { program: 'the cloud', script: 'dist/local/cloud/main.js' },
  ])(
    'ends the same way when $program is killed in the middle of the restore, with one write a circuit',
    async ({ script }) => {
      let isKilled = false;
      const { code, account, told } = await runDemo(
        ['--circuits', '60', '--speed', '40'],
        (line, state) => {
          if (!isKilled && /\bexecute\b/.test(line)) {
            isKilled = true;
            killProgram(script, state);
          }
        },
      );

      expect(told).toContain('was ended by SIGKILL; it is started again');
      expect({ code, ...account }).toMatchObject({
        code: 0,
        restored: 60,
        verified: 60,
        failed: 0,
        incidents: 1,
        writes: 60,
      });
    },
    patienceMs,
  );
});
