/** A request to the management API, its path below `/runtime/webhooks/durabletask` or `/durabletask`. */
export type ManagementRequest = {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: Readonly<Record<string, string | string[] | undefined>>;
  body: Uint8Array;
  /** Scheme and authority that links in the answer begin with: `http://localhost:7071`. */
  origin: string;
};

export type ManagementResponse = {
  status: number;
  headers: Record<string, string>;
  /** Text, `application/json` if not empty. */
  body: string;
};

/** An answer with a JSON body. */
export function json(
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): ManagementResponse {
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
    body: JSON.stringify(body),
  };
}

/** An answer that is a status only. */
export function empty(status: number): ManagementResponse {
  return { status, headers: {}, body: '' };
}

/** An error the way the extension words it. */
export function failed(
  status: 400 | 500,
  exceptionType: string,
  exceptionMessage: string,
): ManagementResponse {
  const message =
    status === 400
      ? 'One or more of the arguments submitted is incorrect'
      : 'Something went wrong while processing your request';
  return json(status, {
    Message: message,
    ExceptionMessage: exceptionMessage,
    ExceptionType: exceptionType,
  });
}

/** The body as JSON text, `undefined` if it is none. An empty body is not JSON. */
export function jsonBody({ body }: ManagementRequest): string | undefined {
  const text = Buffer.from(body).toString('utf8');
  try {
    JSON.parse(text);
    return text;
  } catch {
    return undefined;
  }
}

/** Whether the caller says that the body is JSON. */
export function isOfJson(request: ManagementRequest): boolean {
  return header(request, 'content-type')?.toLowerCase().includes('application/json') === true;
}

/** A header by its lower-case name; the first value of several. */
export function header({ headers }: ManagementRequest, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value[0] : value;
}
