/**
 * The documents in a text: one, an array of them, an object that holds such an array as
 * `histories`, or one per line. Throws when it is none of these.
 */
export function parseHistories(text: string): unknown[] {
  const whole = parseJson(text.trim());
  if (whole.status === 'json') {
    return unwrapped(whole.value);
  }
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return lines.flatMap((line, index) => {
    const parsed = parseJson(line);
    if (parsed.status === 'json') {
      return unwrapped(parsed.value);
    }
    // A document that spans lines fails at its first line: then the first complaint says more.
    const reason = index === 0 ? whole.reason : `line ${index + 1}: ${parsed.reason}`;
    throw new Error(`expected JSON or JSON Lines: ${reason}`);
  });
}

function unwrapped(value: unknown): unknown[] {
  if (Array.isArray(value)) {
    return value;
  }
  if (typeof value === 'object' && value !== null && 'histories' in value) {
    return Array.isArray(value.histories) ? value.histories : [value];
  }
  return [value];
}

function parseJson(
  text: string,
): { status: 'json'; value: unknown } | { status: 'none'; reason: string } {
  try {
    const value: unknown = JSON.parse(text);
    return { status: 'json', value };
  } catch (error) {
    return { status: 'none', reason: error instanceof Error ? error.message : String(error) };
  }
}
