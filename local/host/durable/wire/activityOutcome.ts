import type { InvocationResult, TypedData } from '../../worker/types';
import { FailureDetails } from '../history/historyEvent';

export type ActivityOutcome =
  | { ok: true; result: string | null }
  | { ok: false; reason: string; details: string; failure?: FailureDetails };

/** What the history keeps of an activity's answer, in the words the product uses. */
export function activityOutcome(name: string, answer: InvocationResult): ActivityOutcome {
  if (answer.ok) {
    return { ok: true, result: answer.returnValue === null ? null : jsonOf(answer.returnValue) };
  }
  const failure = failureDetailsOf(answer.error.message);
  const { stack } = answer.error;
  const message = failure?.errorMessage ?? answer.error.message;
  return {
    ok: false,
    ...(failure && { failure }),
    // Two spaces: the product has them too.
    reason: `Activity function '${name}' failed:  ${message}`,
    details: JSON.stringify({
      ClassName: 'System.Exception',
      Message: message,
      StackTraceString: stack,
    }),
  };
}

/** The SDK puts them into the error's message, as JSON, if the app gives properties of its errors. */
function failureDetailsOf(message: string): FailureDetails | undefined {
  if (!message.startsWith('{"errorType":')) {
    return undefined;
  }
  try {
    return FailureDetails.parse(JSON.parse(message));
  } catch {
    return undefined;
  }
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
