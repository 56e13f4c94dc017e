import type { IncomingMessage } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import type { Authenticate } from '../../identity/principal';
import { admit } from '../http/admit';
import type { Requirement } from '../http/admit';
import { readBody } from '../http/readBody';
import { errorReply } from '../http/reply';
import type { Reply } from '../http/reply';
import { ticksOfUnixMilliseconds, ticksPerSecond } from '../kql/ticks';
import type { Fault, Faults } from './faults';
import { brokenReply, withFault } from './faultReplies';
import type { Journal } from './journal';
import { badRequest } from './queryErrors';
import { resultReply } from './resultReply';
import { runQuery } from './runQuery';
import type { QueryResult, Workspace } from './runQuery';
import { readTimespan } from './timespan';
import type { TimeWindow } from './timespan';

export type QueryService = {
  readonly authenticate: Authenticate;
  /** The parser takes a while to load; queries wait for it. */
  readonly workspace: Promise<Workspace>;
  readonly faults: Faults;
  readonly journal: Journal;
};

const requirement: Requirement = {
  audience: 'https://api.loganalytics.io',
  roles: ['Log Analytics Reader', 'Monitoring Reader', 'Reader', 'Contributor', 'Owner'],
  forbidden: {
    code: 'InsufficientAccessError',
    message: 'The provided credentials have insufficient access to perform the requested operation',
  },
};

const mostBytes = 1024 * 1024;

const QueryRequest = z.object({
  query: z.string(),
  timespan: z.string().nullish(),
  /** Further workspaces to query along; there are none here. */
  workspaces: z.array(z.string()).max(0).nullish(),
});
type QueryRequest = z.infer<typeof QueryRequest>;

/** Answers `POST …/query`: checks the caller and the request, runs the query, and notes it down. */
export async function answerQuery(service: QueryService, request: IncomingMessage): Promise<Reply> {
  const admission = admit(request, service.authenticate, requirement);
  if (!admission.ok) {
    return admission.reply;
  }
  const body = await readBody(request, mostBytes);
  if (!body.ok) {
    return errorReply(body.status, { code: 'BadArgumentError', message: body.message });
  }
  const asked = QueryRequest.safeParse(body.json);
  if (!asked.success) {
    return errorReply(400, badRequest(z.prettifyError(asked.error)));
  }
  const workspace = await service.workspace;
  const arrived = performance.now();
  const { reply, rows } = await answerAdmitted(asked.data, {
    workspace,
    fault: service.faults.take(),
    prefer: String(request.headers['prefer'] ?? ''),
  });
  service.journal.record({
    at: new Date().toISOString(),
    principal: admission.principal.name,
    query: asked.data.query,
    timespan: asked.data.timespan ?? undefined,
    status: reply.status,
    rows,
    milliseconds: performance.now() - arrived,
  });
  return reply;
}

type Conditions = { workspace: Workspace; fault: Fault | undefined; prefer: string };

async function answerAdmitted(
  { query, timespan }: QueryRequest,
  { workspace, fault, prefer }: Conditions,
): Promise<{ reply: Reply; rows: number }> {
  const broken = brokenReply(fault);
  if (broken !== undefined) {
    return { reply: broken, rows: 0 };
  }
  if (fault?.effect === 'slow') {
    await pause(fault.milliseconds);
  }
  const now = ticksOfUnixMilliseconds(Date.now());
  const asked = timespan ? readTimespan(timespan, now) : undefined;
  if (timespan && asked === undefined) {
    const message = `The timespan ${JSON.stringify(timespan)} is no ISO 8601 duration or interval`;
    return { reply: errorReply(400, badRequest(message)), rows: 0 };
  }
  const window = visibleWindow(asked, fault, now);
  const started = performance.now();
  const result = withFault(runQuery(query, { now, window }, workspace), fault);
  const seconds = (performance.now() - started) / 1000;
  return { reply: resultReply(result, { prefer, seconds }), rows: rowsIn(result) };
}

/** With stale data, the window ends before the rows that have not been ingested yet. */
function visibleWindow(
  asked: TimeWindow | undefined,
  fault: Fault | undefined,
  now: bigint,
): TimeWindow | undefined {
  if (fault?.effect !== 'stale') {
    return asked;
  }
  const ingested = now - BigInt(fault.seconds) * ticksPerSecond;
  const { start, end } = asked ?? { start: 0n, end: ingested };
  return { start, end: end < ingested ? end : ingested };
}

function rowsIn(result: QueryResult): number {
  return result.ok ? result.table.rows.length : 0;
}
