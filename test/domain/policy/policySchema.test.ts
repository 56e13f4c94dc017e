import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { presetRules, PresetName } from '../../../shared/domain/policy/presets';
import { readPolicy } from '../../../shared/domain/policy/readPolicy';
import { policySchema } from '../../../shared/domain/policy/policySchema';

const root = path.join(__dirname, '../../..');
const published = path.join(root, 'docs/policy.schema.json');

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

describe('what is written about policies', () => {
  it.each(['README.md', 'docs/policy.md'])('shows one that is good: %s', (name) => {
    const text = readFileSync(path.join(root, name), 'utf8');
    const [, example = ''] =
      /```json\n(\{\n(?:  "\$schema".*\n)?  "preset"[^`]*)```/.exec(text) ?? [];

    expect(readPolicy(JSON.parse(example))).toMatchObject({ status: 'read' });
  });

  it('names each preset and each of their rules that are not mere symptoms', () => {
    const text = readFileSync(path.join(root, 'docs/policy.md'), 'utf8');

    for (const preset of PresetName.options) {
      expect(text).toContain(`\`${preset}\``);
      for (const { id, metric } of presetRules(preset)) {
        expect(metric === 'alert' || text.includes(`\`${id}\``)).toBe(true);
      }
    }
  });
});
