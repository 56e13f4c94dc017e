/** What a caller must show, the most easily had first. */
export type AuthLevel = 'anonymous' | 'function' | 'system' | 'admin';

/** The level a trigger asks for; a name we do not know asks for the most. */
export function toAuthLevel(text: string): AuthLevel {
  switch (text) {
    case 'anonymous':
      return 'anonymous';
    case 'user':
    case 'function':
      return 'function';
    case 'system':
      return 'system';
    default:
      return 'admin';
  }
}
