import { z } from 'zod';
import type { SettingStore } from '../store/settingStore';
import { JobRule } from './jobRule';

const Rules = z.array(JobRule);
const rulesSetting = 'jobRules';
const directorySetting = 'outputDirectory';

/** The rules in force about what becomes of jobs. */
export function jobRules(settings: SettingStore): JobRule[] {
  return Rules.parse(JSON.parse(settings.get(rulesSetting) ?? '[]'));
}

export function setJobRules(settings: SettingStore, rules: readonly JobRule[]): void {
  settings.set(rulesSetting, JSON.stringify(rules));
}

/** The directory that holds a folder for each datastore, if somebody chose one. */
export function outputDirectory(settings: SettingStore): string | undefined {
  return settings.get(directorySetting);
}

export function setOutputDirectory(settings: SettingStore, directory: string): void {
  settings.set(directorySetting, directory);
}
