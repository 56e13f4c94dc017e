import { z } from 'zod';

/** From `Sev0`, critical, to `Sev4`, verbose: text order is order of gravity. */
export const Severity = z.enum(['Sev0', 'Sev1', 'Sev2', 'Sev3', 'Sev4']);
export type Severity = z.infer<typeof Severity>;
