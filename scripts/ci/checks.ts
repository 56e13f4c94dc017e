import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';

export type Check = {
  name: string;
  command: readonly [program: string, ...args: string[]];
  /** Jest writes its numbers here; they count in place of the check. */
  jestResults?: string;
  /** Why there is nothing to check, if so. */
  skip?: (root: string) => string | undefined;
};

/** Everything that has to hold before a change goes in. A check is one line. */
export function checks(jestResults: string): Check[] {
  const jest = ['--json', `--outputFile=${jestResults}`];
  return [
    { name: 'setup', command: ['node', 'scripts/setup.mjs'] },
    { name: 'tests', command: ['npm', 'test', '--', ...jest], jestResults },
    { name: 'types', command: ['npm', 'run', 'types'] },
    { name: 'lint', command: ['npm', 'run', 'lint'] },
    { name: 'format', command: ['npm', 'run', 'format'] },
    { name: 'dead code', command: ['npm', 'run', 'deadcode'] },
    { name: 'bicep', command: ['npm', 'run', 'bicep'], skip: noBicep },
    { name: 'capabilities', command: ['npm', 'run', 'capabilities'] },
  ];
}

function noBicep(root: string): string | undefined {
  const infra = path.join(root, 'infra');
  const files = existsSync(infra) ? readdirSync(infra, { recursive: true, encoding: 'utf8' }) : [];
  return files.some((name) => name.endsWith('.bicep')) ? undefined : 'no Bicep files yet';
}
