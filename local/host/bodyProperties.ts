import type { TypedData } from './worker/types';

/**
 * The top-level properties of a JSON object in a body, as the real host adds them to the trigger
 * metadata: arrays and nulls are left out, objects stay JSON, and all else becomes text.
 */
export function bodyProperties(body: string): Record<string, TypedData> {
  const content = parseObject(body);
  return Object.fromEntries(
    Object.entries(content).flatMap(([name, value]) => {
      const data = toTypedData(value);
      return data === undefined ? [] : [[name, data]];
    }),
  );
}

function parseObject(body: string): object {
  if (!body.trimStart().startsWith('{')) {
    return {};
  }
  try {
    const content: unknown = JSON.parse(body);
    return typeof content === 'object' && content !== null ? content : {};
  } catch {
    return {};
  }
}

function toTypedData(value: unknown): TypedData | undefined {
  if (value === null || Array.isArray(value)) {
    return undefined;
  }
  if (typeof value === 'string') {
    return { string: value };
  }
  if (typeof value === 'boolean') {
    // .NET spells its booleans with a capital.
    return { string: value ? 'True' : 'False' };
  }
  const json = JSON.stringify(value);
  return typeof value === 'object' ? { json } : { string: json };
}
