/** Application properties to set on a message. */
export type PropertyChanges = ReadonlyMap<string, unknown>;

export const NO_CHANGES: PropertyChanges = new Map();
