import type { Group } from './group';

/** The options of all groups as `parseArgs` takes them. */
export function optionsOf(groups: Iterable<Group>): Record<string, { type: 'string' }> {
  const names = [...groups].flatMap(({ options = [] }) => options.map(({ name }) => name));
  return Object.fromEntries(names.map((name) => [name, { type: 'string' as const }]));
}

/** What `--help` says of a group's options: nothing of a group that has none. */
export function describeOptions(group: string, { options = [] }: Group): string {
  const lines = options.map(
    ({ name, value, means }) => `  ${`--${name} ${value}`.padEnd(16)} ${means}\n`,
  );
  return lines.length === 0 ? '' : `\n${group}:\n${lines.join('')}`;
}

/** Throws at an option that none of the groups that were asked for has: it would have no effect. */
export function refuseForeign(
  chosen: readonly { name: string; group: Group }[],
  given: Readonly<Record<string, string>>,
): void {
  const known = chosen.flatMap(({ group }) => (group.options ?? []).map(({ name }) => name));
  const foreign = Object.keys(given).find((name) => !known.includes(name));
  if (foreign !== undefined) {
    const asked = chosen.map(({ name }) => name).join(', ');
    throw new Error(`Found --${foreign}, which means nothing to ${asked}`);
  }
}

/** The options that were given a text. */
export function textsIn(values: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) =>
      typeof value === 'string' ? [[name, value]] : [],
    ),
  );
}
