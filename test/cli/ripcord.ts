import { run } from '../../cli/run';

export type Ended = { exit: number; out: string; err: string };

/** Runs a command line in this process, as one does who pipes its output. */
export async function ripcord(
  line: string | readonly string[],
  env: Record<string, string> = {},
): Promise<Ended> {
  const ended = { out: '', err: '' };
  const args = typeof line === 'string' ? line.split(' ').filter((word) => word !== '') : line;
  const exit = await run(args, {
    env,
    out: { write: (text) => (ended.out += text) },
    err: { write: (text) => (ended.err += text) },
  });
  return { exit, ...ended };
}

/** The one JSON document that it printed. */
export function documentIn({ out }: Ended): Record<string, unknown> {
  return JSON.parse(out) as Record<string, unknown>;
}
