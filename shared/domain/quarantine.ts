import { z } from 'zod';
import { sameAsset } from './asset';
import type { Found } from './revision';
import { Instant } from './time';
import type { Outcome } from './deployment';

/** A version that was rolled back from, and must not come back until somebody lifts it. */
const Quarantined = z.strictObject({
  /** In the form `shortAsset` gives it. */
  asset: z.string().min(1),
  kind: z.enum(['environment', 'model']),
  since: Instant,
  incident: z.string().min(1),
  reason: z.string(),
  lifted: z
    .strictObject({ at: Instant, by: z.string().min(1), reason: z.string().min(1) })
    .optional(),
});
export type Quarantined = z.infer<typeof Quarantined>;

export const Quarantine = z.strictObject({ entries: z.array(Quarantined) });
export type Quarantine = z.infer<typeof Quarantine>;

/** The entries that keep a revision from being gone to, its environment's or its model's. */
export function quarantineOf(
  { entries }: Quarantine,
  { environment, model }: Found,
): Quarantined[] {
  return entries.filter(
    ({ lifted, kind, asset }) =>
      lifted === undefined && sameAsset(asset, kind === 'model' ? (model ?? '') : environment),
  );
}

/** Adds entries; what is in quarantine already stays as it is. */
export function withQuarantined(quarantine: Quarantine, added: readonly Quarantined[]): Quarantine {
  const news = added.filter(
    ({ kind, asset }) =>
      !quarantine.entries.some(
        (known) => !known.lifted && known.kind === kind && sameAsset(known.asset, asset),
      ),
  );
  return news.length === 0 ? quarantine : { entries: [...quarantine.entries, ...news] };
}

/** The versions that circuits were taken back from, each once: they have shown what they do. */
export function quarantinedBy(
  outcomes: readonly Outcome[],
  about: Pick<Quarantined, 'since' | 'incident' | 'reason'>,
): Quarantined[] {
  const entries = new Map<string, Quarantined>();
  for (const { status, target } of outcomes) {
    const { from, to } = target;
    if (status !== 'restored') {
      continue;
    }
    if (!sameAsset(from.environment, to.environment)) {
      const asset = from.environment;
      entries.set(`environment ${asset.toLowerCase()}`, { asset, kind: 'environment', ...about });
    }
    if (from.model !== undefined && to.model !== undefined && !sameAsset(from.model, to.model)) {
      const asset = from.model;
      entries.set(`model ${asset.toLowerCase()}`, { asset, kind: 'model', ...about });
    }
  }
  return [...entries.values()];
}

type Lift = { asset: string; lifted: NonNullable<Quarantined['lifted']> };

/** Lifts the quarantine of an asset; the entry stays on record. */
export function withLifted({ entries }: Quarantine, { asset, lifted }: Lift): Quarantine {
  return {
    entries: entries.map((entry) =>
      entry.lifted === undefined && sameAsset(entry.asset, asset) ? { ...entry, lifted } : entry,
    ),
  };
}
