import { parseArgs } from 'node:util';
import { renderRows } from '../renderRows';
import { dependencies } from './dependencies';
import { restore } from './restore';

const help = `Kills processes of the local platform, or cuts the app off from one service of its cloud, while
Ripcord is at work, and looks what came of it.

  npm run chaos -- restore [--runs N] [--json]
  npm run chaos -- dependencies [--json]

  --runs N   how many rollbacks of 40 circuits, each with its own kills (default 20)
  --seed N   of the first run, the next has the next one (default 1); without --runs, that run alone
  --json     end with one line, an array of {"name","value","unit"}
  --help     show this

Ends with code 1 when anything was found.
`;

type Asked = { scenario: 'restore' | 'dependencies'; seeds: readonly number[]; json: boolean };

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
  const scenario = positionals.join(' ');
  if (scenario !== 'restore' && scenario !== 'dependencies') {
    throw new Error(`Found "${scenario}", expected restore or dependencies`);
  }
  const first = wholeNumber('seed', values.seed ?? '1');
  const length = wholeNumber('runs', values.runs ?? (values.seed === undefined ? '20' : '1'));
  const seeds = Array.from({ length }, (_, index) => first + index);
  return { scenario, seeds, json: values.json };
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
  const { scenario, seeds, json } = asked;
  const { signal } = stop;
  const rows =
    scenario === 'restore'
      ? await restore({ seeds, signal, say })
      : await dependencies({ signal, say });
  process.stdout.write(`${renderRows(rows)}\n`);
  if (json) {
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
