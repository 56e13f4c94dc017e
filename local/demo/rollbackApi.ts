import { z } from 'zod';

const Tally = z.object({
  restored: z.number(),
  untouched: z.number(),
  unverified: z.number(),
  failed: z.number(),
});

/** What the app's public API says of an incident; only what is shown. */
const Rollback = z.object({
  id: z.string(),
  status: z.enum(['rollingBack', 'closed', 'open', 'starting']),
  kind: z.string(),
  reason: z.string(),
  trouble: z.string().optional(),
  tally: Tally,
  phase: z.string().optional(),
  plants: z
    .array(
      z.object({
        plant: z.string(),
        counts: Tally.extend({ waiting: z.number(), writing: z.number() }).nullable(),
      }),
    )
    .default([]),
});
export type Rollback = z.infer<typeof Rollback>;

const Rollbacks = z.object({ rollbacks: z.array(z.object({ id: z.string(), kind: z.string() })) });

/** The environment rollback that was begun last, if any was. */
export async function latestRollback(appUrl: string): Promise<Rollback | undefined> {
  const list = await get(`${appUrl}/api/rollbacks`);
  const { rollbacks } = Rollbacks.parse((await list?.json()) ?? { rollbacks: [] });
  const [latest] = rollbacks;
  const one = latest && (await get(`${appUrl}/api/rollbacks/${latest.id}`));
  return one && Rollback.parse(await one.json());
}

export async function reportText(appUrl: string, id: string): Promise<string | undefined> {
  const response = await get(`${appUrl}/api/rollbacks/${id}/report`);
  return response?.text();
}

/** Undefined while the app is away, or has nothing to say yet. */
async function get(url: string): Promise<Response | undefined> {
  const response = await fetch(url).catch(() => undefined);
  return response?.ok === true ? response : undefined;
}
