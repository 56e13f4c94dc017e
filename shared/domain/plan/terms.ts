import { z } from 'zod';
import { Forward } from '../forward/forward';
import { GuardName } from '../policy/guards';
import { SwitchAsk } from '../switch/switch';
import { Strategy } from '../wave/strategy';
import { TargetChoice } from './choice';

export const PlanHash = z
  .string()
  .regex(/^[0-9a-f]{64}$/, 'the hash of a plan: 64 digits 0-9 and a-f');

/** On what terms a rollback is made, where a person says more than what to take back. */
export const RollbackTerms = z.strictObject({
  choice: TargetChoice.optional(),
  /** How it goes about it: all at once, unless said otherwise. */
  strategy: Strategy.optional(),
  /** The plan that was looked at; any other is refused. */
  planHash: PlanHash.optional(),
  /** Whoever asks knows of the migrations that the release made and that cannot be undone. */
  acceptMigrations: z.boolean().optional(),
  /** What an earlier incident restored goes back to what it ran before that. */
  forward: Forward.optional(),
  /** Endpoints that are to send what comes in to a warm sibling, instead of being rewritten. */
  switches: z.array(SwitchAsk).min(1).max(200).optional(),
  /** Guards that a person goes past, as far as the policy lets people do so. */
  overrideGuards: z.array(GuardName).optional(),
});
export type RollbackTerms = z.infer<typeof RollbackTerms>;
