import { z } from 'zod';
import type { Dynamic } from './value';

const Json: z.ZodType<Dynamic> = z.json();

/** The `dynamic` that a text stands for: its JSON value, or the text itself if it is not JSON. */
export function dynamicOf(text: string): Dynamic {
  if (text.trim() === '') {
    return null;
  }
  try {
    return Json.parse(JSON.parse(text));
  } catch (error) {
    if (error instanceof SyntaxError) {
      return text;
    }
    throw error;
  }
}
