import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Played } from './play';

/** The files that a story leaves for its reader. */
export type Kept = { report: string; receipt: string };

/** Writes report and receipt into the state folder, for they outlive the app that serves them. */
export async function keepRecords(state: string, { report, receipt }: Played): Promise<Kept> {
  const kept = { report: join(state, 'report.md'), receipt: join(state, 'receipt.json') };
  if (report) {
    await writeFile(kept.report, report.markdown);
  }
  if (receipt) {
    await writeFile(kept.receipt, `${JSON.stringify(receipt.whole, null, 2)}\n`);
  }
  return kept;
}
