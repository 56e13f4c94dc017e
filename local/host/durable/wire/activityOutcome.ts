import type { InvocationResult, TypedData } from '../../worker/types';

export type ActivityOutcome =
  { ok: true; result: string | null } | { ok: false; reason: string; details: string };

/** What the history keeps of an activity's answer, in the words the product uses. */
export function activityOutcome(name: string, answer: InvocationResult): ActivityOutcome {
  if (answer.ok) {
    return { ok: true, result: answer.returnValue === null ? null : jsonOf(answer.returnValue) };
  }
  const { message, stack } = answer.error;
  return {
    ok: false,
    // Two spaces: the product has them too.
    reason: `Activity function '${name}' failed:  ${message}`,
    details: JSON.stringify({
      ClassName: 'System.Exception',
      Message: message,
      StackTraceString: stack,
    }),
  };
}

/** A value from the worker as JSON text. */
function jsonOf({ string, json, int, double, bytes }: TypedData): string | null {
  if (string !== undefined) {
    return JSON.stringify(string);
  }
  if (bytes !== undefined) {
    return JSON.stringify(Buffer.from(bytes).toString('base64'));
  }
  const number = int ?? double;
  return json ?? (number === undefined ? null : String(number));
}
