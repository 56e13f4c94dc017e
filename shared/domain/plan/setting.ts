import { longAsset, sameAsset } from '../asset';
import type { Target } from '../deployment';

/** The tags that Ripcord sets; pipelines write the first one too. */
export const previousEnvironmentTag = 'previous_environment';
export const previousModelTag = 'previous_model';
/** Says which incident last wrote a deployment. */
export const incidentTag = 'ripcord_incident';

/** What a restore sets on a deployment, in the short form; whatever is not in it stays as it is. */
export type Setting = {
  environment?: string;
  model?: string;
  tags: Record<string, string>;
};

/** Environment, model or both, always in one write, and the marks that say so. */
export function settingOf({ from, to }: Target, incident: string): Setting {
  const setting: Setting = { tags: { [incidentTag]: incident } };
  if (!sameAsset(from.environment, to.environment)) {
    setting.environment = to.environment;
    setting.tags[previousEnvironmentTag] = longAsset(from.environment);
  }
  if (to.model !== undefined && !sameAsset(from.model ?? '', to.model)) {
    setting.model = to.model;
    if (from.model !== undefined) {
      setting.tags[previousModelTag] = longAsset(from.model);
    }
  }
  return setting;
}

/** One field of a deployment that a restore changes; `from` is null where there is none yet. */
export type FieldChange = { field: string; from: string | null; to: string };

/** What a restore changes on a deployment, field by field; all that is not named stays. */
export function fieldChanges(
  target: Target,
  incident: string,
  tags: Readonly<Record<string, string>>,
): FieldChange[] {
  const setting = settingOf(target, incident);
  const { from } = target;
  return [
    ...(setting.environment === undefined
      ? []
      : [{ field: 'properties.environmentId', from: from.environment, to: setting.environment }]),
    ...(setting.model === undefined
      ? []
      : [{ field: 'properties.model', from: from.model ?? null, to: setting.model }]),
    ...Object.entries(setting.tags)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, to]) => ({ field: `tags.${name}`, from: tags[name] ?? null, to })),
  ];
}
