import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { readRelease } from '../../../shared/domain/release';
import { releaseSchema } from '../../../shared/domain/release/releaseSchema';

const docs = path.resolve('docs');

describe('the published schema of release metadata [D02]', () => {
  it('is up to date: node dist/scripts/releaseSchema.js writes it', () => {
    expect(JSON.parse(readFileSync(path.join(docs, 'release.schema.json'), 'utf8'))).toEqual(
      releaseSchema(),
    );
  });

  it('asks for what the runbook asks for, and for nothing else', () => {
    expect(releaseSchema()).toMatchObject({
      required: [
        'release_id',
        'environment_version',
        'previous_environment_version',
        'updated_at',
        'deployments',
      ],
      properties: {
        deployments: {
          items: { required: ['plant_id', 'circuit_id', 'previous_environment'] },
        },
      },
    });
  });
});

describe('what is written about metadata', () => {
  const text = readFileSync(path.join(docs, 'metadata.md'), 'utf8');
  const examples = [...text.matchAll(/```json\n(\{[^`]*"release_id"[^`]*)```/g)];

  it.each(examples.map(([, example = '']) => ({ example })))(
    'shows a document that is good ($#)',
    ({ example }) => {
      expect(readRelease(example)).toMatchObject({ status: 'read' });
    },
  );

  it('shows the short form and the full one', () => {
    expect(examples).toHaveLength(2);
  });
});
