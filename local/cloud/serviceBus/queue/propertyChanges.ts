/** Application properties to set on a message. */
export type PropertyChanges = ReadonlyMap<string, unknown>;
