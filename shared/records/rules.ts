import { RuleRecord, unjudged, withVerdict } from '../domain/autonomy/ruleRecord';
import type { Blobs, RuleRecords } from '../ports';
import { readDocument } from './document';
import { edited } from './edited';

/** What people said of the rollbacks that each rule led to: `rules/<rule>.json`. */
export function rulesIn(blobs: Blobs): RuleRecords {
  return {
    read: async (rule) => (await readDocument(blobs, nameOf(rule), RuleRecord))?.value ?? unjudged,
    judge: async (rule, verdict) =>
      edited(blobs, nameOf(rule), {
        schema: RuleRecord,
        empty: unjudged,
        change: (record) => withVerdict(record, verdict),
      }),
  };
}

function nameOf(rule: string): string {
  return `rules/${rule}.json`;
}
