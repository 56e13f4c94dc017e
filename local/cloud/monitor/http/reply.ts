/** An answer to an HTTP request, before it is written. */
export type Reply = {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON; a string as it is. Undefined sends no body. */
  readonly body?: unknown;
};

/** An error in the form that both APIs use. */
export function errorReply(
  status: number,
  error: { readonly code: string; readonly message: string },
): Reply {
  return { status, body: { error } };
}
