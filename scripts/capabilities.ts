import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { assessCoverage } from './capabilities/assessCoverage';
import type { Coverage, Test } from './capabilities/assessCoverage';
import { CapabilityList } from './capabilities/capabilityList';
import { describeCoverage } from './capabilities/describeCoverage';
import { readTests } from './capabilities/readTests';
import { projectRoot } from '../local/host/projectRoot';

const help = `Shows which capabilities have a test, from the ids in the tests' titles. Runs nothing.

  npm run capabilities [-- --json]

  --json   end with one line {"rows":[{"id","tests":[…]}],"covered","total"}
  --help   show this

The capabilities are listed in capabilities.json; a test claims them with '[A04] …' or '[A04, B02] …'
in its title or in that of a describe around it. Claiming an id that is not listed is an error.
`;

function main(): void {
  const { values } = parseArgs({
    options: { json: { type: 'boolean' }, help: { type: 'boolean' } },
  });
  if (values.help) {
    process.stdout.write(help);
    return;
  }

  const root = projectRoot();
  const coverage = assessCoverage(readList(root), testsUnder(root));
  process.stdout.write(values.json ? jsonLine(coverage) : `${describeCoverage(coverage)}\n`);

  for (const { id, test } of coverage.unknown) {
    process.stderr.write(`${test.at}: [${id}] is not in capabilities.json: ${test.title}\n`);
    process.exitCode = 1;
  }
}

function readList(root: string): CapabilityList {
  return CapabilityList.parse(
    JSON.parse(readFileSync(path.join(root, 'capabilities.json'), 'utf8')),
  );
}

function testsUnder(root: string): Test[] {
  const folder = path.join(root, 'test');
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return names
    .filter((name) => name.endsWith('.test.ts'))
    .toSorted()
    .flatMap((name) =>
      readTests(readFileSync(path.join(folder, name), 'utf8')).map(({ title, line }) => ({
        at: `test/${name.replaceAll(path.sep, '/')}:${line}`,
        title,
      })),
    );
}

function jsonLine({ rows, covered }: Coverage): string {
  const tests = rows.map((row) => ({
    id: row.id,
    tests: row.tests.map(({ at, title }) => `${at} ${title}`),
  }));
  return `${JSON.stringify({ rows: tests, covered, total: rows.length })}\n`;
}

try {
  main();
} catch (error) {
  process.stderr.write(`capabilities: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
}
