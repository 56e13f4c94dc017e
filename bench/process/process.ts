import { readFileSync, readdirSync } from 'node:fs';

/** A process as Linux shows it under /proc. Ids come round again; with its start it is unique. */
export type Process = { pid: number; parent: number; session: number; start: string };

/** Of the clock by which Linux accounts for processes, on every platform that Node runs on. */
const ticksPerSecond = 100;

/** All processes of the machine that have not ended. */
export function runningProcesses(): Process[] {
  const pids = readdirSync('/proc').map(Number).filter(Number.isInteger);
  return pids.flatMap((pid) => parseStat(read(pid, 'stat')) ?? []);
}

/** Whether this very process is still there. */
export function isRunning({ pid, start }: Process): boolean {
  return parseStat(read(pid, 'stat'))?.start === start;
}

/** Program and arguments; nothing once the process has ended. */
export function commandOf({ pid }: Process): string[] {
  return read(pid, 'cmdline').split('\0');
}

/** The most memory in MB that was resident so far; 0 once the process has ended. */
export function peakMemoryMb({ pid }: Process): number {
  const [, kibibytes = '0'] = /^VmHWM:\s+(\d+) kB$/m.exec(read(pid, 'status')) ?? [];
  return (Number(kibibytes) * 1024) / 1_000_000;
}

/** What it has computed so far, for itself and for the system; 0 once it has ended. */
export function cpuSeconds({ pid }: Process): number {
  const [, rest = ''] = /^\d+ \(.*\) (.*)/s.exec(read(pid, 'stat')) ?? [];
  const [own = '0', system = '0'] = rest.split(' ').slice(11, 13);
  return (Number(own) + Number(system)) / ticksPerSecond;
}

/** A zombie, state Z, has ended: only its parent has not asked yet. */
function parseStat(stat: string): Process | undefined {
  // "1234 (name) S parent group session …": the name may itself have parentheses and spaces.
  const [, pid, state, fields = ''] = /^(\d+) \(.*\) (\S) (.*)/s.exec(stat) ?? [];
  const [parent, , session, ...rest] = fields.split(' ');
  const start = rest[15];
  return start === undefined || state === 'Z'
    ? undefined
    : { pid: Number(pid), parent: Number(parent), session: Number(session), start };
}

function read(pid: number, name: string): string {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8');
  } catch {
    // It ended after it was listed.
    return '';
  }
}
