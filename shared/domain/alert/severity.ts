import { z } from 'zod';

/** From `Sev0`, critical, to `Sev4`, verbose: text order is order of gravity. */
export const Severity = z.enum(['Sev0', 'Sev1', 'Sev2', 'Sev3', 'Sev4']);
export type Severity = z.infer<typeof Severity>;

/** The words that old log alerts and activity logs use. */
const words: Readonly<Record<string, Severity>> = {
  critical: 'Sev0',
  error: 'Sev1',
  warning: 'Sev2',
  informational: 'Sev3',
  verbose: 'Sev4',
};

/** Reads `Sev3`, `"3"`, `3` and `Informational`; undefined for what is no severity. */
export function readSeverity(value: unknown): Severity | undefined {
  if (typeof value !== 'string' && typeof value !== 'number') {
    return undefined;
  }
  const text = String(value).trim().toLowerCase();
  const [, digit] = /^(?:sev)?([0-4])$/.exec(text) ?? [];
  return digit === undefined ? words[text] : Severity.parse(`Sev${digit}`);
}
