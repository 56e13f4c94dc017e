/**
 * The input of an activity as JSON text, or null for none. The SDK has already turned a string
 * input into JSON, and leaves everything else alone.
 */
export function activityInput(input: unknown): string | null {
  return typeof input === 'string' ? input : jsonInput(input);
}

/** A value as JSON text, or null for none. */
export function jsonInput(input: unknown): string | null {
  return input === undefined || input === null ? null : JSON.stringify(input);
}
