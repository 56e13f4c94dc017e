import type { CapabilityList } from './capabilityList';
import { idsIn } from './idsIn';

/** A test as it stands in its file: `at` is `file:line`, the title has those around it in front. */
export type Test = { at: string; title: string };

export type Row = { id: string; title: string; section: string; adapter: boolean; tests: Test[] };

export type Coverage = {
  rows: Row[];
  /** How many rows have a test. */
  covered: number;
  /** Ids that tests claim and the list does not know. */
  unknown: { id: string; test: Test }[];
};

/** Matches capabilities with the tests whose titles carry their ids, in the order of the list. */
export function assessCoverage(list: CapabilityList, tests: readonly Test[]): Coverage {
  const rows = list.sections.flatMap(({ title: section, capabilities, adapters = [] }) =>
    Object.entries(capabilities).map(([id, title]): Row => ({
      id,
      title,
      section,
      adapter: adapters.includes(id),
      tests: [],
    })),
  );
  const rowOf = new Map(rows.map((row) => [row.id, row]));

  const unknown: Coverage['unknown'] = [];
  for (const test of tests) {
    for (const id of idsIn(test.title)) {
      const row = rowOf.get(id);
      if (row) {
        row.tests.push(test);
      } else {
        unknown.push({ id, test });
      }
    }
  }

  return { rows, covered: rows.filter((row) => row.tests.length > 0).length, unknown };
}
