import { z } from 'zod';

const text = z.string().trim().min(1).max(500);

/** What it means when circuits fail, in words for those who read an incident; put your own. */
export const ImpactPolicy = z.strictObject({
  user: text.default('Scores of these circuits may be late, missing or wrong.'),
  business: text.default('Not said: the policy has no text for it (impact.business).'),
});
