import { z } from 'zod';

/** Names a record in storage; `head` is taken by the one that says which record is the last. */
export const ReleaseId = z
  .string()
  .regex(
    /^(?!head$)[A-Za-z0-9][\w.-]{0,63}$/i,
    'letters, digits, dots, dashes and underscores, at most 64, and not "head"',
  );
