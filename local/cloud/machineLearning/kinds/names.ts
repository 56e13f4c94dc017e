import type { Kind } from './kind';

/** Names of endpoints and of deployments, stricter than Resource Manager's own rule. */
export const endpointName: Kind['name'] = {
  pattern: /^(?=.{3,32}$)[a-z]+(?:-?[a-z0-9]+)*$/i,
  rule: '3 to 32 letters, digits and single dashes, a letter first',
};

/** Names and versions of assets. */
export const assetName: Kind['name'] = {
  pattern: /^[a-z0-9][a-z0-9._-]{0,254}$/i,
  rule: 'up to 255 letters, digits, dots, dashes and underscores, a letter or digit first',
};
