import { errorReply } from '../http/reply';
import type { Reply } from '../http/reply';
import type { Fault } from './faults';
import { partialError } from './queryErrors';
import type { QueryResult } from './runQuery';

/** The answer instead of a result, if that is what the fault is about. */
export function brokenReply(fault: Fault | undefined): Reply | undefined {
  switch (fault?.effect) {
    case 'throttle':
      return {
        ...errorReply(429, { code: 'ThrottledError', message: 'Too many requests' }),
        headers: { 'retry-after': String(fault.retryAfterSeconds) },
      };
    case 'timeout':
      return errorReply(504, {
        code: 'GatewayTimeout',
        message: 'The gateway did not receive a response within the specified time period.',
      });
    case 'unavailable':
      return errorReply(503, { code: 'ServiceUnavailable', message: 'Try again later.' });
    case 'empty':
      return { status: 204 };
    case 'emptyBody':
      return { status: 200 };
    case 'html':
      return {
        status: 200,
        headers: { 'content-type': 'text/html' },
        body: '<!doctype html><title>Sign in</title><p>Sign in to continue.',
      };
    case 'noRows':
    case 'partial':
    case 'slow':
    case 'stale':
    case undefined:
      return undefined;
  }
}

/** What the fault makes of a result. */
export function withFault(result: QueryResult, fault: Fault | undefined): QueryResult {
  if (!result.ok) {
    return result;
  }
  const { table } = result;
  if (fault?.effect === 'noRows') {
    return { ...result, table: { ...table, rows: [] } };
  }
  if (fault?.effect !== 'partial') {
    return result;
  }
  return {
    ...result,
    table: { ...table, rows: table.rows.slice(0, Math.ceil(table.rows.length / 2)) },
    partial: partialError('The query was cut short before all data had been read.'),
  };
}
