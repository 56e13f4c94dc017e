import { expect, it } from '@jest/globals';
import { familyOf } from '../../../bench/process/familyOf';
import type { Process } from '../../../bench/process/process';

const aProcess = (pid: number, parent: number, session: number): Process => ({
  pid,
  parent,
  session,
  start: '1',
});

it('finds who is in the session, orphans included, and who descends from those', () => {
  const processes = [
    aProcess(1, 0, 1),
    aProcess(12, 11, 12),
    aProcess(10, 1, 10),
    aProcess(11, 10, 11),
    aProcess(13, 1, 10),
    aProcess(20, 1, 20),
    aProcess(21, 20, 20),
  ];

  const pids = familyOf(10, processes).map(({ pid }) => pid);

  expect(new Set(pids)).toEqual(new Set([10, 11, 12, 13]));
});
