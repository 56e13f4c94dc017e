import { randomBytes } from 'node:crypto';

/** A key for a rollback that was given none: short, as the rollback's id has it and people type that. */
export function newKey(): string {
  return randomBytes(6).toString('hex');
}
