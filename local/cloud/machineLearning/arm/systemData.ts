import type { Principal } from '../../identity/principal';
import { armTime } from '../clock/operation';
import type { SystemData } from './resource';

/** Says who changed a resource last, and who made it if nobody did before. */
export function systemDataAfter(
  current: SystemData | undefined,
  { name }: Principal,
  now: number,
): SystemData {
  const at = armTime(now);
  return {
    createdAt: at,
    createdBy: name,
    createdByType: 'Application',
    ...current,
    lastModifiedAt: at,
    lastModifiedBy: name,
    lastModifiedByType: 'Application',
  };
}
