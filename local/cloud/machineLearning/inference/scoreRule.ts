import { z } from 'zod';
import type { SettingStore } from '../store/settingStore';

/** What the deployments that a rule matches answer to a scoring request. */
const ScoreRule = z.strictObject({
  match: z.strictObject({
    endpoint: z.string().min(1).optional(),
    deployment: z.string().min(1).optional(),
  }),
  answer: z.strictObject({
    status: z.int().min(200).max(599).default(200),
    body: z.unknown().optional(),
  }),
});

export const ScoreRules = z.array(ScoreRule);
export type ScoreRules = z.infer<typeof ScoreRules>;

const setting = 'scoreRules';

/** The rules in force about the answers of online deployments. */
export function scoreRules(settings: SettingStore): ScoreRules {
  return ScoreRules.parse(JSON.parse(settings.get(setting) ?? '[]'));
}

export function setScoreRules(settings: SettingStore, rules: ScoreRules): void {
  settings.set(setting, JSON.stringify(rules));
}
