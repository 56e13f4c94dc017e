import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { format } from 'prettier';
import { projectRoot } from '../local/host/projectRoot';
import { policySchema } from '../shared/domain/policy/policySchema';

/** Writes the JSON Schema of `policy.json` for editors, after a change of what a policy holds. */
async function main(): Promise<void> {
  const file = path.join(projectRoot(), 'docs/policy.schema.json');
  const text = JSON.stringify(policySchema());
  writeFileSync(file, await format(text, { parser: 'json', printWidth: 100 }));
}

void main();
