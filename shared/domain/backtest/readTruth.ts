import { z } from 'zod';
import { readInstant } from '../time';
import { Truth } from './history';

const Moment = z.string().transform((text, context) => {
  const at = readInstant(text);
  if (at === undefined) {
    context.addIssue({ code: 'custom', message: `expected a moment in ISO 8601, found ${text}` });
    return z.NEVER;
  }
  return at;
});

const Kind = z
  .string()
  .transform((kind) => kind.toLowerCase())
  .transform((kind) => (kind === 'env' ? 'environment' : kind))
  .pipe(z.enum(['model', 'environment', 'both']));

const Named = z.union([
  z.string(),
  z.object({ release: z.string() }).transform(({ release }) => release),
  z.object({ id: z.string() }).transform(({ id }) => id),
  z.object({ release_id: z.string() }).transform(({ release_id: id }) => id),
]);

const Written = z.object({
  action: z.string(),
  kind: Kind.nullish(),
  release: Named.nullish(),
  releases: z.array(Named).nullish(),
  at: Moment.nullish(),
  rolledBackAt: Moment.nullish(),
  note: z.string().nullish(),
});

/** Everything but a rollback comes to the same here: the releases stay. */
const nothingToRollBack = ['none', 'ignore', 'alert', 'restart', 'investigate', 'escalate', 'hold'];

/** The truth about a history as somebody wrote it down. Throws when it does not say what it is. */
export function readTruth(json: unknown): Truth {
  const written = Written.parse(typeof json === 'string' ? { action: json } : json);
  const { action, kind, release, releases, at, rolledBackAt, note } = written;
  const word = action.toLowerCase().replaceAll(/[^a-z]/g, '');
  const noted = note ? { note } : {};
  if (nothingToRollBack.includes(word)) {
    return Truth.parse({ action: 'none', ...noted });
  }
  if (word !== 'rollback') {
    throw new Error(`expected action rollBack or none, found ${action}`);
  }
  const named = releases?.length ? releases : [release ?? []].flat();
  return Truth.parse({
    action: 'rollBack',
    ...(kind ? { kind } : {}),
    ...(named.length > 0 ? { releases: named } : {}),
    ...(at ? { at } : {}),
    ...(rolledBackAt ? { rolledBackAt } : {}),
    ...noted,
  });
}
