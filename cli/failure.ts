/** What the exit code says: fine, something was found or refused, used wrongly, no app to ask. */
export const exits = { ok: 0, finding: 1, wrongUse: 2, unreachable: 3 } as const;
export type Exit = (typeof exits)[keyof typeof exits];

/** Ends a command with a message for a person, and an exit code for a script. */
export class Failure extends Error {
  readonly exit: Exit;

  constructor(exit: Exit, message: string, options?: ErrorOptions) {
    super(message, options);
    this.exit = exit;
  }
}

export function wrongUse(message: string, options?: ErrorOptions): Failure {
  return new Failure(exits.wrongUse, message, options);
}

export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
