import { z } from 'zod';

const Role = z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'lower case letters, digits and dashes');

/** Whom to call, by role: `on-call-ml-engineer` → `pagerduty:PXXXXXX`. */
export const Contacts = z.record(Role, z.string());

/** Calling people, one after the other, until one answers. */
export const Escalation = z.strictObject({
  on: z.boolean().default(false),
  ladder: z
    .array(z.strictObject({ afterMinutes: z.number().nonnegative().max(1440), role: Role }))
    .min(1)
    .default([
      { afterMinutes: 0, role: 'on-call-ml-engineer' },
      { afterMinutes: 5, role: 'ml-engineering-manager' },
      { afterMinutes: 10, role: 'devops-engineer' },
    ]),
});

/** Roles of the ladder that nobody can be called for. */
export function uncalled(
  { on, ladder }: z.infer<typeof Escalation>,
  contacts: z.infer<typeof Contacts>,
): { role: string; found: string | undefined }[] {
  const roles = on ? [...new Set(ladder.map(({ role }) => role))] : [];
  return roles
    .map((role) => ({ role, found: contacts[role] }))
    .filter(({ found = '' }) => /^(?:tbd|todo|tba|n\/a|none|\?*)$/i.test(found.trim()));
}
