import { createDurableEngine } from '../../local/host/durable/createDurableEngine';
import type {
  Invocation,
  InvocationResult,
  RegisteredFunction,
  Worker,
} from '../../local/host/worker/types';
import { runToEnd } from './runToEnd';
import type { StartPlan } from './runToEnd';

export type CrashPlan = {
  functions: readonly RegisteredFunction[];
  storeFile: string;
  /** The commit of this process at which it kills itself: before or after it is made. */
  dieAtCommit: number;
  when: 'before' | 'after';
  start: StartPlan;
};

export type FromCrashingHost =
  { kind: 'invoke'; call: number; invocation: Invocation } | { kind: 'ended'; status: string };

/** The app runs in the parent process, which is quicker than to load it here. */
function workerOfParent(functions: readonly RegisteredFunction[]): Worker {
  const calls = new Map<number, (result: InvocationResult) => void>();
  process.on('message', ({ call, result }: { call: number; result: InvocationResult }) => {
    calls.get(call)?.(result);
    calls.delete(call);
  });
  return {
    functions,
    invoke: async (invocation) =>
      new Promise((resolve) => {
        const call = calls.size + performance.now();
        calls.set(call, resolve);
        process.send?.({ kind: 'invoke', call, invocation } satisfies FromCrashingHost);
      }),
  };
}

/** Runs an orchestration to its end and reports its status, if the process lives that long. */
async function run({ functions, storeFile, start, ...fault }: CrashPlan): Promise<void> {
  const worker = workerOfParent(functions);
  let commits = 0;
  const at = (when: CrashPlan['when']): void => {
    commits += when === 'before' ? 1 : 0;
    if (when === fault.when && commits === fault.dieAtCommit) {
      process.kill(process.pid, 'SIGKILL');
    }
  };
  const engine = createDurableEngine({
    worker: () => worker,
    storeFile,
    log: () => {},
    faults: { beforeCommit: () => at('before'), afterCommit: () => at('after') },
  });
  engine.start();
  const status = await runToEnd(engine, start);
  await engine.stop();
  process.send?.({ kind: 'ended', status } satisfies FromCrashingHost, () => process.exit());
}

void run(JSON.parse(process.argv[2]!));
