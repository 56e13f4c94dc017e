import { familyOf } from '../process/familyOf';
import { commandOf, cpuSeconds, peakMemoryMb, runningProcesses } from '../process/process';
import type { Process } from '../process/process';

/** What the app and the host that runs it took. */
export type Spent = { cpuSeconds: number; appMb: number };

const app = 'dist/local/host/worker/child.js';
const host = 'dist/local/host/main.js';

/** Begins to count what the app's processes take from now on; they must outlast the counting. */
export function watchProcesses(): { end: () => Spent } {
  const before = cpuOf([...runningOurs(app), ...runningOurs(host)]);
  return {
    end: () => ({
      cpuSeconds: cpuOf([...runningOurs(app), ...runningOurs(host)]) - before,
      appMb: Math.max(...runningOurs(app).map(peakMemoryMb)),
    }),
  };
}

function cpuOf(processes: readonly Process[]): number {
  return processes.reduce((sum, each) => sum + cpuSeconds(each), 0);
}

function runningOurs(script: string): Process[] {
  const family = familyOf(process.pid, runningProcesses());
  return family.filter((each) => commandOf(each).some((word) => word.endsWith(script)));
}
