import type { Coverage, Row } from './assessCoverage';

/** The coverage for a person to read: every capability with its tests, then those without. */
export function describeCoverage({ rows, covered }: Coverage): string {
  const sections = [...new Set(rows.map(({ section }) => section))];
  const chapters = sections.map((section) => {
    const inside = rows.filter((row) => row.section === section);
    return [section, ...inside.map(describeRow)].join('\n');
  });
  const without = rows.filter(({ tests }) => tests.length === 0).map(({ id }) => id);
  return [
    ...chapters,
    `No test yet:\n${wrapped(without)}`,
    `${covered} of ${rows.length} capabilities have a test.`,
  ].join('\n\n');
}

function describeRow({ id, title, adapter, tests }: Row): string {
  const head = `  ${id.padEnd(4)} ${title}${adapter ? ' (adapter)' : ''}`;
  return [head, ...tests.map((test) => `         ${test.at}  ${test.title}`)].join('\n');
}

function wrapped(ids: readonly string[]): string {
  const perLine = 16;
  const lines = ids.flatMap((_, first) =>
    first % perLine === 0 ? [`  ${ids.slice(first, first + perLine).join(' ')}`] : [],
  );
  return lines.join('\n') || '  none';
}
