import { defaultPreset, presetRules } from './presets';
import type { PresetName } from './presets';
import type { Rule } from './rule';

type Sources = {
  preset?: PresetName | undefined;
  rules?: readonly Rule[] | undefined;
  withoutRules: readonly string[];
};

type Problem = { path: (string | number)[]; message: string };

/** The rules that hold: the preset's, with a policy's own in their place or after them. */
export function resolveRules({ preset, rules: own, withoutRules }: Sources): {
  preset: PresetName | undefined;
  rules: Rule[];
  problems: Problem[];
} {
  const from = preset ?? (own === undefined ? defaultPreset : undefined);
  const inherited = from === undefined ? [] : presetRules(from);
  const replaced = new Map((own ?? []).map((rule) => [rule.id, rule]));
  const inheritedIds = new Set(inherited.map(({ id }) => id));
  const without = new Set(withoutRules);

  const rules = [
    ...inherited.map((rule) => replaced.get(rule.id) ?? rule),
    ...(own ?? []).filter(({ id }) => !inheritedIds.has(id)),
  ].filter(({ id }) => !without.has(id));
  const known = new Set([...inheritedIds, ...replaced.keys()]);
  const problems = [
    ...repeated(own ?? []),
    ...unknownIn(withoutRules, known),
    ...emptiness(rules, own),
  ];
  return { preset: from, rules, problems };
}

function repeated(own: readonly Rule[]): Problem[] {
  return own.flatMap(({ id }, index) =>
    own.findIndex((other) => other.id === id) < index
      ? [{ path: ['rules', index, 'id'], message: `found ${id} again, expected every id once` }]
      : [],
  );
}

/** A misspelt id would leave the rule in force that it was meant to lift. */
function unknownIn(withoutRules: readonly string[], known: ReadonlySet<string>): Problem[] {
  return withoutRules.flatMap((id, index) =>
    known.has(id)
      ? []
      : [
          {
            path: ['withoutRules', index],
            message: `found ${id}, expected one of ${[...known].join(', ')}`,
          },
        ],
  );
}

function emptiness(rules: readonly Rule[], own: readonly Rule[] | undefined): Problem[] {
  const path = own?.length === 0 ? ['rules'] : ['withoutRules'];
  return rules.length === 0 ? [{ path, message: 'found no rule, expected at least one' }] : [];
}
