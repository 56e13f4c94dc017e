import type { Complaint } from '../kql/parser';
import type { UnsupportedQuery } from '../kql/unsupported';

/** An error in the nested form that the query API uses. */
export type ApiError = {
  readonly code: string;
  readonly message: string;
  readonly innererror?: InnerError;
  readonly details?: readonly ApiError[];
};

type InnerError = {
  readonly code: string;
  readonly message: string;
  readonly line?: number;
  readonly pos?: number;
  readonly token?: string;
  readonly innererror?: InnerError;
};

/** A query that cannot be read or bound, with the first complaint innermost. */
export function invalidQuery(
  query: string,
  [first, ...rest]: readonly [Complaint, ...Complaint[]],
): ApiError {
  const message = [first, ...rest].map((complaint) => complaint.message).join(' ');
  return badArgument({
    code: first.kind,
    message:
      first.kind === 'SyntaxError'
        ? 'A recognition error occurred in the query.'
        : 'A semantic error occurred.',
    innererror: {
      code: first.code,
      message,
      ...positionOf(query, first.start),
      token: query.slice(first.start, first.start + first.length),
    },
  });
}

/** A query that Azure would answer and this simulator does not. */
export function unsupportedQuery(query: string, { message, place }: UnsupportedQuery): ApiError {
  const innererror =
    place === undefined
      ? { code: 'SimulatorUnsupported', message }
      : {
          code: 'SimulatorUnsupported',
          message,
          ...positionOf(query, place.start),
          token: place.text,
        };
  return { code: 'SimulatorUnsupported', message, innererror };
}

/** A request that is wrong in another way than its query. */
export function badRequest(message: string): ApiError {
  return badArgument({ code: 'QueryValidationError', message });
}

/** The answer holds fewer rows than the query has. */
export function partialError(message: string): ApiError {
  return {
    code: 'PartialError',
    message: 'There were some errors when processing your query.',
    details: [
      {
        code: 'EngineError',
        message: 'Something went wrong processing your query on the server.',
        innererror: { code: '-2133196797', message },
      },
    ],
  };
}

function badArgument(innererror: InnerError): ApiError {
  return {
    code: 'BadArgumentError',
    message: 'The request had some invalid properties',
    innererror,
  };
}

/** Lines and positions count from one. */
function positionOf(query: string, start: number): { line: number; pos: number } {
  const before = query.slice(0, start).split('\n');
  return { line: before.length, pos: (before.at(-1)?.length ?? 0) + 1 };
}
