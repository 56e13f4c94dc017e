import { describe, expect, it } from '@jest/globals';
import { identityInDirectory } from '../../../../../local/cloud/machineLearning/arm/identity';

const guid = expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
const place = { resourceKey: '/subscriptions/s/deployments/d', tenantId: 'tenant' };

describe('the identity of a resource', () => {
  it('is in the directory as one principal, whatever a write said about that', () => {
    const asked = { type: 'SystemAssigned', principalId: 'mine', tenantId: 'mine' } as const;
    const first = identityInDirectory(asked, place);

    expect(first).toEqual({ type: 'SystemAssigned', principalId: guid, tenantId: 'tenant' });
    expect(identityInDirectory({ type: 'SystemAssigned' }, place)).toEqual(first);
    expect(identityInDirectory(asked, { ...place, resourceKey: '/other' })).not.toEqual(first);
  });

  it('has a principal and a client for each identity assigned, and none of its own', () => {
    const userAssignedIdentities = { '/subscriptions/s/identities/one': {} };

    expect(identityInDirectory({ type: 'UserAssigned', userAssignedIdentities }, place)).toEqual({
      type: 'UserAssigned',
      userAssignedIdentities: {
        '/subscriptions/s/identities/one': { principalId: guid, clientId: guid },
      },
    });
  });

  it('is nobody when there is none', () => {
    const nobody = '00000000-0000-0000-0000-000000000000';

    expect(identityInDirectory({ type: 'None' }, place)).toEqual({
      type: 'None',
      principalId: nobody,
      tenantId: nobody,
    });
  });
});
