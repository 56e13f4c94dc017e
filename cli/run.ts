import { CommanderError } from 'commander';
import { Failure, exits, reasonOf } from './failure';
import type { Exit } from './failure';
import { programFor } from './program';
import type { Shell } from './shell';
import { plain } from './text/plain';

/**
 * Runs one command line and says how it ended. With `--json` standard output holds one JSON
 * document, also when it fails: then it has `error` and `exit`.
 */
export async function run(args: readonly string[], shell: Shell): Promise<Exit> {
  let exit: Exit = exits.ok;
  const program = programFor({ shell, finish: (ended) => (exit = ended) });
  try {
    await program.parseAsync([...args], { from: 'user' });
    return exit;
  } catch (error) {
    if (error instanceof CommanderError) {
      // Commander has said it already.
      const ended = error.exitCode === 0 ? exits.ok : exits.wrongUse;
      return ended === exits.ok ? ended : failed({ error, exit: ended }, args, shell);
    }
    const failure =
      error instanceof Failure
        ? error
        : new Failure(exits.finding, reasonOf(error), { cause: error });
    shell.err.write(`ripcord: ${plain(failure.message)}\n`);
    return failed({ error: failure, exit: failure.exit }, args, shell);
  }
}

function failed(
  { error, exit }: { error: Error; exit: Exit },
  args: readonly string[],
  { out }: Shell,
): Exit {
  if (args.includes('--json')) {
    const message = error.message.replace(/^error: /, '');
    out.write(`${JSON.stringify({ error: message, exit }, null, 2)}\n`);
  }
  return exit;
}
