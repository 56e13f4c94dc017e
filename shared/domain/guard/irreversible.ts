import { counted } from '../decide/words';
import { passed, refused } from './question';
import type { Guard } from './question';

/** A release that made migrations which nothing undoes is not taken back without somebody's word. */
export const irreversible: Guard = ({ accused, policy: { guards }, incident: { terms } }) => {
  const migrations = accused.flatMap(({ release, reading }) =>
    reading.status === 'read'
      ? (reading.release.irreversibleMigrations ?? []).map((one) => `${release}: ${one}`)
      : [],
  );
  const found = counted(migrations.length, 'irreversible migration');
  if (migrations.length === 0) {
    return passed(`${found} <= 0`);
  }
  if (guards.allowIrreversible || terms?.acceptMigrations === true) {
    return passed(`${found}, accepted by ${guards.allowIrreversible ? 'the policy' : 'a person'}`);
  }
  return refused(`${found} > 0 (${migrations.join('; ')})`);
};
