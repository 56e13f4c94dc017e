import { z } from 'zod';
import { azuremlSensor } from './presets/azuremlSensor';
import { inflow } from './presets/inflow';
import { llmOrchestrator } from './presets/llmOrchestrator';
import { mlmonitoring } from './presets/mlmonitoring';
import { sofare } from './presets/sofare';
import { Rule } from './rule';

/** Rules with the numbers of five runbooks, to start a policy from. */
export const PresetName = z.enum([
  'azureml-sensor',
  'sofare',
  'mlmonitoring',
  'inflow',
  'llm-orchestrator',
]);
export type PresetName = z.infer<typeof PresetName>;

/** What a policy without rules of its own starts from. */
export const defaultPreset: PresetName = 'azureml-sensor';

const rules: Record<PresetName, readonly Rule[]> = {
  'azureml-sensor': z.array(Rule).parse(azuremlSensor),
  sofare: z.array(Rule).parse(sofare),
  mlmonitoring: z.array(Rule).parse(mlmonitoring),
  inflow: z.array(Rule).parse(inflow),
  'llm-orchestrator': z.array(Rule).parse(llmOrchestrator),
};

/** The rules of a preset, whole. */
export function presetRules(name: PresetName): readonly Rule[] {
  return rules[name];
}
