import { z } from 'zod';
import { sameAsset } from './asset';
import type { Found } from './revision';
import { Instant } from './time';

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
  return { entries: [...quarantine.entries, ...news] };
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
