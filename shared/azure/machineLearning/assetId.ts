import { modelReference } from '../../domain/model';
import type { ModelReference } from '../../domain/model';

/** The id of an asset as the service takes it: clients resolve the short form, the service does not. */
export function assetIdIn(
  { id }: { id: string },
  kind: 'environments' | 'models',
  asset: string,
): string {
  const colon = asset.includes('/') ? -1 : asset.lastIndexOf(':');
  return colon < 0
    ? asset
    : `${id}/${kind}/${asset.slice(0, colon)}/versions/${asset.slice(colon + 1)}`;
}

/** What goes on the wire for a model, of whichever kind it is. */
export function modelReferenceIn(workspace: { id: string }, model: string): ModelReference {
  const reference = modelReference(model);
  return reference.referenceType === 'Id'
    ? { ...reference, assetId: assetIdIn(workspace, 'models', reference.assetId) }
    : reference;
}
