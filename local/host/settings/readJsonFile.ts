import { existsSync, readFileSync } from 'node:fs';
import { parse, printParseErrorCode } from 'jsonc-parser';
import type { ParseError } from 'jsonc-parser';
import type { z } from 'zod';

/**
 * Reads a settings file, which may have comments and trailing commas. Undefined when there is no
 * such file; throws with the file's name and the key's path when it is not what it should be.
 */
export function readJsonFile<T>(file: string, schema: z.ZodType<T>): T | undefined {
  if (!existsSync(file)) {
    return undefined;
  }
  return checked(file, schema, parseJson(file, readFileSync(file, 'utf8')));
}

function parseJson(file: string, text: string): unknown {
  const errors: ParseError[] = [];
  const content: unknown = parse(text.replace(/^\uFEFF/, ''), errors, {
    allowTrailingComma: true,
  });
  const [error] = errors;
  if (error !== undefined) {
    const line = text.slice(0, error.offset).split('\n').length;
    throw new Error(`${file} is not JSON: ${printParseErrorCode(error.error)} in line ${line}`);
  }
  return content;
}

function checked<T>(file: string, schema: z.ZodType<T>, content: unknown): T {
  const parsed = schema.safeParse(content);
  if (!parsed.success) {
    const issues = parsed.error.issues.map(
      ({ path, message }) => `${path.length > 0 ? path.join('.') : 'the file'}: ${message}`,
    );
    throw new Error(`${file} is not valid. ${issues.join('; ')}`);
  }
  return parsed.data;
}
