import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { format } from 'prettier';
import { projectRoot } from '../local/host/projectRoot';
import { releaseSchema } from '../shared/domain/release/releaseSchema';

/** Writes the JSON Schema of release metadata for pipelines, after a change of what it holds. */
async function main(): Promise<void> {
  const file = path.join(projectRoot(), 'docs/release.schema.json');
  const text = JSON.stringify(releaseSchema());
  writeFileSync(file, await format(text, { parser: 'json', printWidth: 100 }));
}

void main();
