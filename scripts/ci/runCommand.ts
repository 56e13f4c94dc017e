import { spawn } from 'node:child_process';

/**
 * Runs a command with its output on ours, and says whether it ended well.
 *
 * It runs in a process group of its own, and is killed with all it has started when the signal
 * is aborted.
 */
export async function runCommand(
  [program, ...args]: readonly [string, ...string[]],
  { cwd, signal }: { cwd: string; signal: AbortSignal },
): Promise<boolean> {
  if (signal.aborted) {
    return false;
  }
  const child = spawn(program, args, {
    cwd,
    detached: true,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const kill = () => killGroup(child.pid);
  signal.addEventListener('abort', kill);
  try {
    return await new Promise<boolean>((resolve) => {
      child.once('error', ({ message }) => {
        process.stderr.write(`${message}\n`);
        resolve(false);
      });
      child.once('close', (code) => resolve(code === 0));
    });
  } finally {
    signal.removeEventListener('abort', kill);
  }
}

function killGroup(pid: number | undefined): void {
  try {
    if (pid !== undefined) {
      process.kill(-pid, 'SIGKILL');
    }
  } catch (error) {
    // It may have ended in the meantime.
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) {
      throw error;
    }
  }
}
