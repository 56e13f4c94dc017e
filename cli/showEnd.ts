import type { Rollback } from './api/answers';
import type { Answer, Kit } from './command';
import { Failure, exits } from './failure';
import { showIncident } from './show/showIncident';
import { ReportHead, showReportHead } from './show/showReportHead';

/** A rollback that has ended, with the head of its report. */
export async function showEnd(ended: Rollback, { api, look }: Kit): Promise<Answer> {
  const report = await reportOf(ended.id, { api });
  return {
    json: ended,
    lines: [...showIncident(ended, look), ...(report ? showReportHead(report, look) : [])],
    exit: ended.status === 'closed' ? exits.ok : exits.finding,
  };
}

/** Undefined where none was written, as of a rollback that failed as a whole. */
async function reportOf(id: string, { api }: Pick<Kit, 'api'>): Promise<ReportHead | undefined> {
  try {
    return await api().get(`/api/rollbacks/${id}/report`, ReportHead);
  } catch (error) {
    if (error instanceof Failure && error.exit === exits.finding) {
      return undefined;
    }
    throw error;
  }
}
