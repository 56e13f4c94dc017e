import type { Log } from '../../shared/ports';

type Line = { level: 'info' | 'warn'; event: string; facts: Record<string, unknown> };

/** A log that remembers. */
export function aLog(): Log & { lines: Line[] } {
  const lines: Line[] = [];
  const note =
    (level: Line['level']) =>
    (event: string, facts: Record<string, unknown> = {}) => {
      lines.push({ level, event, facts });
    };
  return { info: note('info'), warn: note('warn'), lines };
}
