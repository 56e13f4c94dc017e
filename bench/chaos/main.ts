import { parseArgs } from 'node:util';
import { renderRows } from '../renderRows';
import { restore } from './restore';

const help = `Kills processes of the local platform while Ripcord is at work, and looks what came of it.

  npm run chaos -- restore [--runs N] [--json]

  --runs N   how many rollbacks of 40 circuits, each with its own kills (default 20)
  --seed N   of the first run, the next has the next one (default 1); without --runs, that run alone
  --json     end with one line, an array of {"name","value","unit"}
  --help     show this

Ends with code 1 when anything was found.
`;

type Asked = { seeds: readonly number[]; json: boolean };

function readArguments(): Asked | undefined {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      runs: { type: 'string' },
      seed: { type: 'string' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    return undefined;
  }
  if (positionals.join(' ') !== 'restore') {
    throw new Error(`Found "${positionals.join(' ')}", expected restore`);
  }
  const first = wholeNumber('seed', values.seed ?? '1');
  const length = wholeNumber('runs', values.runs ?? (values.seed === undefined ? '20' : '1'));
  const seeds = Array.from({ length }, (_, index) => first + index);
  return { seeds, json: values.json };
}

function wholeNumber(name: string, text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) {
    throw new Error(`--${name} is ${text}, expected a whole number from 1`);
  }
  return value;
}

function say(line: string): void {
  process.stderr.write(`chaos: ${line}\n`);
}

async function main(): Promise<void> {
  const asked = readArguments();
  if (!asked) {
    process.stdout.write(help);
    return;
  }
  const stop = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.once(name, () => stop.abort(new Error(`stopped by ${name}`)));
  }
  const rows = await restore({ seeds: asked.seeds, signal: stop.signal, say });
  process.stdout.write(`${renderRows(rows)}\n`);
  if (asked.json) {
    const thousandths = rows.map((row) => ({ ...row, value: Number(row.value.toFixed(3)) }));
    process.stdout.write(`${JSON.stringify(thousandths)}\n`);
  }
  const isClean = rows.every(
    ({ name, value }) => !/violations|locks_left/.test(name) || value === 0,
  );
  process.exitCode = isClean ? 0 : 1;
}

main().catch((error: unknown) => {
  process.stderr.write(`chaos: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
