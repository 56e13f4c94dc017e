/** A refusal of the administration API: its status, and the text that clients find in `Detail`. */
export class AdministrationError extends Error {
  override readonly name = 'AdministrationError';
  readonly status: number;

  constructor(status: number, detail: string) {
    super(detail);
    this.status = status;
  }
}

export function badRequest(reason: string): AdministrationError {
  return new AdministrationError(400, `SubCode=40000. Bad Request. ${reason}`);
}

export function notFound(path: string): AdministrationError {
  return new AdministrationError(
    404,
    `The messaging entity '${path}' could not be found. To know more visit https://aka.ms/sbResourceMgrExceptions.`,
  );
}

export function alreadyExists(path: string): AdministrationError {
  return new AdministrationError(
    409,
    `SubCode=40900. Conflict. The messaging entity '${path}' already exists. To know more visit https://aka.ms/sbResourceMgrExceptions.`,
  );
}

export function unauthorized(subCode: number, reason: string): AdministrationError {
  return new AdministrationError(401, `SubCode=${subCode}. Unauthorized. ${reason}`);
}

export function preconditionFailed(path: string): AdministrationError {
  return new AdministrationError(
    412,
    `SubCode=41200. The messaging entity '${path}' has been changed since it was read.`,
  );
}

export function methodNotAllowed(method: string, path: string): AdministrationError {
  return new AdministrationError(
    405,
    `Found the method ${method}, which '/${path}' does not know.`,
  );
}
