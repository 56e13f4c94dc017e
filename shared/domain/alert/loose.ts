import { z } from 'zod';

/**
 * An object whose keys are read without regard to case: payloads spell the same key in several
 * ways (`alertRuleId`, `alertRuleID`; `linkTo…`, `LinkTo…`). Give the shape in lower case.
 */
export function loose<Shape extends z.ZodRawShape>(shape: Shape) {
  const wanted = new Set(Object.keys(shape));
  return z.preprocess((value) => pick(value, wanted), z.object(shape));
}

/** A field that we can do without: absent, null or of another kind, it is undefined. */
export function optional<T>(type: z.ZodType<T>): z.ZodType<T | undefined> {
  return type.optional().catch(undefined);
}

export const Text = z.string().min(1);
export const MaybeText = optional(Text);

/** As many as anybody names; more is somebody playing. */
const longest = 100;

/** The elements of the right kind; none when it is no list. */
export function listOf<T>(element: z.ZodType<T>): z.ZodType<T[]> {
  return z
    .array(z.unknown())
    .catch([])
    .transform((elements) =>
      elements.slice(0, longest).flatMap((one) => {
        const read = element.safeParse(one);
        return read.success ? [read.data] : [];
      }),
    );
}

/** A dictionary's entries that are text, names in lower case: a number or a flag names no circuit. */
export const TextEntries = z
  .record(z.string(), z.unknown())
  .catch({})
  .transform((found) => textEntries(Object.entries(found)));

/** `[{ "name": …, "value": … }]`, as dimensions come. */
export const Dimensions = listOf(
  loose({ name: z.string(), value: z.unknown().optional() }),
).transform((found) =>
  textEntries(found.map(({ name, value }): [string, unknown] => [name, value])),
);

function textEntries(entries: readonly [string, unknown][]): [string, string][] {
  return entries
    .slice(0, longest)
    .flatMap(([name, value]): [string, string][] =>
      typeof value === 'string' ? [[name.toLowerCase(), value]] : [],
    );
}

/** Of two spellings of one key the first with something in it counts. */
function pick(value: unknown, wanted: ReadonlySet<string>): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return value;
  }
  const picked: Record<string, unknown> = {};
  for (const [key, one] of Object.entries(value)) {
    const name = key.toLowerCase();
    if (wanted.has(name)) {
      picked[name] ??= one;
    }
  }
  return picked;
}
