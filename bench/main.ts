import { parseArgs } from 'node:util';
import { projectRoot } from '../local/host/projectRoot';
import { chooseGroups } from './chooseGroups';
import type { Row } from './group';
import { groups } from './groups';
import { describeOptions, optionsOf, refuseForeign, textsIn } from './options';
import { renderRows } from './renderRows';

const help = `Measures Ripcord on this machine.

  npm run bench -- GROUP… [--json]

  --json   end with one line, an array of {"name","value","unit"}
  --list   show the groups and what they measure
  --help   show this
${[...groups].map(([name, group]) => describeOptions(name, group)).join('')}`;

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      json: { type: 'boolean' },
      list: { type: 'boolean' },
      help: { type: 'boolean' },
      ...optionsOf(groups.values()),
    },
  });
  if (values.help) {
    process.stdout.write(help);
    return;
  }
  if (values.list) {
    for (const [name, { measures }] of groups) {
      process.stdout.write(`${name.padEnd(10)} ${measures}\n`);
    }
    return;
  }

  const rows = await measure(positionals, textsIn(values));
  process.stdout.write(`${renderRows(rows)}\n`);
  if (values.json) {
    const thousandths = rows.map((row) => ({ ...row, value: Number(row.value.toFixed(3)) }));
    process.stdout.write(`${JSON.stringify(thousandths)}\n`);
  }
}

async function measure(
  asked: readonly string[],
  given: Readonly<Record<string, string>>,
): Promise<Row[]> {
  const chosen = chooseGroups(asked, groups);
  refuseForeign(chosen, given);
  const stop = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.once(name, () => stop.abort(new Error(`stopped by ${name}`)));
  }

  const rows: Row[] = [];
  for (const { name, group } of chosen) {
    const say = (line: string) => process.stderr.write(`${name}: ${line}\n`);
    // One after the other, or they would measure each other.
    // oxlint-disable-next-line no-await-in-loop -- see above
    rows.push(...(await group.run({ root: projectRoot(), signal: stop.signal, say, given })));
  }
  return rows;
}

main().catch((error: unknown) => {
  process.stderr.write(`bench: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
