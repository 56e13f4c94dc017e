/** A call that Resource Manager or the provider refuses, as its error envelope will say. */
export class ArmError extends Error {
  override readonly name = 'ArmError';
  readonly status: number;
  readonly code: string;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    { code, message, headers = {} }: ArmErrorBody & { headers?: Record<string, string> },
  ) {
    super(message);
    this.status = status;
    this.code = code;
    this.headers = headers;
  }
}

export type ArmErrorBody = { code: string; message: string };

export function notFound(id: string): ArmError {
  const message = `The Resource '${id}' was not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix`;
  return new ArmError(404, { code: 'ResourceNotFound', message });
}

export function badRequest(code: string, message: string): ArmError {
  return new ArmError(400, { code, message });
}

export function conflict(message: string): ArmError {
  return new ArmError(409, { code: 'Conflict', message });
}
