import type { Endings } from '../engine/endings';
import type { EngineParts } from '../engine/engineParts';
import type { EntityOperations } from '../engine/entities';

/** What the management API works with. */
export type ManagementParts = {
  engine: EngineParts;
  entities: EntityOperations;
  endings: Endings;
};
