import { Command } from 'commander';
import type { Session } from './command';
import { addBacktest } from './commands/backtest';
import { addCircuitCommands } from './commands/circuits';
import { addIncidents } from './commands/incidents';
import { addKillSwitch } from './commands/killSwitch';
import { addMetadata } from './commands/metadata';
import { addPlan } from './commands/plan';
import { addPolicy } from './commands/policy';
import { addReceipt } from './commands/receipt';
import { addReference } from './commands/reference';
import { addRetry } from './commands/retry';
import { addRollback } from './commands/rollback';
import { addSteering } from './commands/steer';

const ending = `
Exit codes: 0 fine, 1 a finding or a refusal, 2 wrong use, 3 the app cannot be reached.
With --json standard output is one JSON document, whatever happens.`;

/** All commands. Whatever is asked, nothing ends the process: errors are thrown. */
export function programFor(session: Session): Command {
  const { out, err } = session.shell;
  const program = new Command('ripcord')
    .description('Takes a fleet of Azure ML deployments back to the last state that worked.')
    .option('--url <address>', 'of the app (default: RIPCORD_URL, or http://localhost:7071)')
    .option('--key <key>', 'function key of the app (default: RIPCORD_KEY)')
    .option('--timeout <seconds>', 'how long the app may take over one answer', '60')
    .option('--json', 'print one JSON document')
    .helpCommand(false)
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({
      writeOut: (text) => out.write(text),
      writeErr: (text) => err.write(text),
      outputError: (text, write) => write(text.replace(/^error: /, 'ripcord: ')),
    })
    .showHelpAfterError('(--help says what can be said)')
    .exitOverride()
    .addHelpText('after', ending);
  for (const add of [
    addIncidents,
    addPlan,
    addRollback,
    addRetry,
    addSteering,
    addKillSwitch,
    addCircuitCommands,
    addMetadata,
    addReceipt,
    addPolicy,
    addBacktest,
    addReference,
  ]) {
    add(program, session);
  }
  return program;
}
