import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { policySchema } from '../../../shared/domain/policy/policySchema';

const published = path.join(__dirname, '../../../docs/policy.schema.json');

describe('the published schema of a policy', () => {
  it('is up to date: node dist/scripts/policySchema.js writes it', () => {
    expect(JSON.parse(readFileSync(published, 'utf8'))).toEqual(policySchema());
  });

  it('asks for nothing, and knows each section and each preset', () => {
    const schema = policySchema();

    expect(schema).not.toHaveProperty('required');
    expect(schema).toMatchObject({ additionalProperties: false, type: 'object' });
    expect(schema).toHaveProperty('properties.preset.enum', [
      'azureml-sensor',
      'sofare',
      'mlmonitoring',
      'inflow',
      'llm-orchestrator',
    ]);
    expect(schema).toHaveProperty('properties.rules.items.required', [
      'id',
      'title',
      'metric',
      'breachedWhen',
      'overMinutes',
      'action',
      'urgency',
    ]);
  });
});
