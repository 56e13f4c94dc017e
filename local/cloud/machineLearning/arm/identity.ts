import { z } from 'zod';
import { guidFrom } from './guid';

/** The identity that a resource acts with, as a write asks for it. */
export const Identity = z.looseObject({
  type: z.enum(['None', 'SystemAssigned', 'UserAssigned', 'SystemAssigned,UserAssigned']),
  userAssignedIdentities: z.record(z.string(), z.unknown()).nullish(),
});
export type Identity = z.infer<typeof Identity>;

const nobody = '00000000-0000-0000-0000-000000000000';

/** How a resource says that it has no identity. */
export const noIdentity: Identity = { type: 'None', principalId: nobody, tenantId: nobody };

/** An identity with what the directory says about it, whatever the write said about that. */
export function identityInDirectory(
  identity: Identity,
  { resourceKey, tenantId = nobody }: { resourceKey: string; tenantId: string | undefined },
): Identity {
  if (identity.type === 'None') {
    return noIdentity;
  }
  const { principalId: _, tenantId: __, userAssignedIdentities, ...asked } = identity;
  const own = { principalId: guidFrom(`principal of ${resourceKey}`), tenantId };
  const assigned = Object.keys(userAssignedIdentities ?? {}).map((id): [string, unknown] => [
    id,
    {
      principalId: guidFrom(`principal of ${id.toLowerCase()}`),
      clientId: guidFrom(`client of ${id.toLowerCase()}`),
    },
  ]);
  return {
    ...asked,
    ...(asked.type.startsWith('SystemAssigned') ? own : {}),
    ...(assigned.length > 0 ? { userAssignedIdentities: Object.fromEntries(assigned) } : {}),
  };
}
