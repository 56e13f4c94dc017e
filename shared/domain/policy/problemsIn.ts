import { z } from 'zod';

type Issue = z.core.$ZodIssue;

/** What a schema has against a document: `rules[0].minCircuits: found 0, expected at least 1`. */
export function problemsIn({ issues }: z.ZodError): string[] {
  return issues.map((issue) => {
    const where = z.core.toDotPath(issue.path) || 'the document';
    return `${where}: ${complaint(issue)}`;
  });
}

function complaint(issue: Issue): string {
  if (issue.code === 'unrecognized_keys') {
    return `found ${issue.keys.map((key) => JSON.stringify(key)).join(', ')}, which is not known here`;
  }
  // Issues of our own say what was found, where the whole of it would be too much to read.
  return issue.message.startsWith('found ')
    ? issue.message
    : `found ${shown(issue.input)}, expected ${expectation(issue)}`;
}

function expectation(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return nounOf(issue.expected);
    case 'too_small':
      return bound(
        issue.inclusive === false ? 'more than' : 'at least',
        issue.minimum,
        issue.origin,
      );
    case 'too_big':
      return bound(
        issue.inclusive === false ? 'less than' : 'at most',
        issue.maximum,
        issue.origin,
      );
    case 'invalid_value':
      return `one of ${issue.values.map(String).join(', ')}`;
    case 'invalid_union':
      return 'one of the forms that the schema names';
    case 'not_multiple_of':
      return `a multiple of ${issue.divisor}`;
    case 'invalid_format':
    case 'invalid_key':
    case 'invalid_element':
    case 'unrecognized_keys':
    case 'custom':
      return issue.message.replace(/^expected /, '');
  }
}

function bound(relation: string, limit: number | bigint, origin: string): string {
  const units: Record<string, string> = { string: ' characters', array: ' entries' };
  return `${relation} ${limit}${units[origin] ?? ''}`;
}

function nounOf(type: string): string {
  const nouns: Record<string, string> = {
    int: 'a whole number',
    object: 'an object',
    array: 'an array',
    record: 'an object',
    string: 'text',
    boolean: 'true or false',
  };
  return nouns[type] ?? `a ${type}`;
}

/** Short enough for a line. */
function shown(value: unknown): string {
  const text = value === undefined ? 'nothing' : (JSON.stringify(value) ?? typeof value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
