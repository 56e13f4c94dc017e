import { randomBytes, randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { readIfPresent } from '../state/readIfPresent';
import { writeAtomically } from '../state/writeAtomically';

/** A managed identity as the tenant's owner declares it. */
export type IdentityDeclaration = { name: string; roles: readonly string[] };

/** A managed identity with the ids that Entra ID gives it. */
export type Identity = IdentityDeclaration & {
  objectId: string;
  clientId: string;
  /** What the app sends as `X-IDENTITY-HEADER` to show that it runs with this identity. */
  secret: string;
};

const Registration = z.object({
  objectId: z.guid(),
  clientId: z.guid(),
  secret: z.string().min(1),
});
const Registrations = z.record(z.string(), Registration);

/**
 * The declared identities with their ids and secrets, which the directory keeps, by name, from the
 * first time on. Roles are always those declared now.
 */
export async function ensureIdentities(
  directory: string,
  declarations: readonly IdentityDeclaration[],
): Promise<Identity[]> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const file = path.join(directory, 'identities.json');

  const kept = readRegistrations(file, await readIfPresent(file));
  const identities = declarations.map((declaration) => ({
    ...declaration,
    ...(kept.get(declaration.name) ?? register()),
  }));

  for (const { name, objectId, clientId, secret } of identities) {
    kept.set(name, { objectId, clientId, secret });
  }
  await writeAtomically(file, `${JSON.stringify(Object.fromEntries(kept), undefined, 2)}\n`);
  return identities;
}

function register(): z.infer<typeof Registration> {
  return {
    objectId: randomUUID(),
    clientId: randomUUID(),
    secret: randomBytes(32).toString('hex').toUpperCase(),
  };
}

function readRegistrations(file: string, text: string | undefined) {
  try {
    return new Map(Object.entries(Registrations.parse(JSON.parse(text ?? '{}'))));
  } catch (error) {
    throw new Error(`${file} is damaged; expected the identities' ids and secrets by name`, {
      cause: error,
    });
  }
}
