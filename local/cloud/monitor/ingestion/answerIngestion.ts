import type { IncomingMessage } from 'node:http';
import type { Authenticate } from '../../identity/principal';
import { admit } from '../http/admit';
import type { Requirement } from '../http/admit';
import { readBody } from '../http/readBody';
import { errorReply } from '../http/reply';
import type { Reply } from '../http/reply';
import type { TableSchemas } from '../workspace/declareTables';
import type { RowStore } from '../workspace/openRowStore';
import { readRecords } from '../workspace/readRecords';

export type IngestionService = {
  readonly authenticate: Authenticate;
  readonly schemas: TableSchemas;
  readonly store: RowStore;
};

/** Where the rows should go, as the address of the request says. */
export type Destination = {
  readonly ruleId: string;
  readonly stream: string;
  readonly apiVersion: string | null;
};

const apiVersion = '2023-01-01';
/** Of one call, packed and unpacked. */
const mostBytes = 1024 * 1024;
const customStream = 'Custom-';

/**
 * Answers a call of the Logs Ingestion API: 204 once the rows are on disk. A stream is named for the
 * table it goes into; any data collection rule will do.
 */
export async function answerIngestion(
  { authenticate, schemas, store }: IngestionService,
  request: IncomingMessage,
  destination: Destination,
): Promise<Reply> {
  const admission = admit(request, authenticate, requirementFor(destination));
  if (!admission.ok) {
    return admission.reply;
  }
  if (destination.apiVersion !== apiVersion) {
    const found = destination.apiVersion ?? 'missing';
    const message = `The api-version is ${found}, expected ${apiVersion}.`;
    return errorReply(400, { code: 'InvalidApiVersion', message });
  }
  const { stream } = destination;
  const table = stream.startsWith(customStream) ? stream.slice(customStream.length) : '';
  const columns = schemas.get(table);
  if (columns === undefined) {
    const message = `The stream ${stream} goes into no table of the workspace.`;
    return errorReply(404, { code: 'NotFound', message });
  }
  const body = await readBody(request, mostBytes);
  if (!body.ok) {
    const code = body.status === 413 ? 'ContentLengthLimitExceeded' : 'InvalidRequest';
    return errorReply(body.status, { code, message: body.message });
  }
  const read = readRecords(body.json, columns, new Date().toISOString());
  if (!read.ok) {
    return errorReply(400, { code: 'InvalidPayload', message: read.message });
  }
  store.append(table, read);
  return { status: 204 };
}

function requirementFor({ ruleId }: Destination): Requirement {
  return {
    audience: 'https://monitor.azure.com',
    roles: ['Monitoring Metrics Publisher', 'Contributor', 'Owner'],
    forbidden: {
      code: 'OperationFailed',
      message: `The authentication token provided does not have access to ingest data for the data collection rule with immutable Id '${ruleId}'.`,
    },
  };
}
