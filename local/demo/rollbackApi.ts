import { z } from 'zod';

const Tally = z.object({
  restored: z.number(),
  untouched: z.number(),
  unverified: z.number(),
  failed: z.number(),
});

/** Why it was decided so; only what is shown. */
const Explanation = z.object({
  rules: z.array(
    z.object({
      rule: z.string(),
      answer: z.enum(['breached', 'ok', 'unknown']),
      sentence: z.string(),
    }),
  ),
  /** None until there is a plan to ask them about. */
  guards: z.array(z.object({ guard: z.string(), answer: z.string(), sentence: z.string() })),
  candidates: z.array(
    z.object({
      rule: z.string(),
      release: z.string(),
      kind: z.string(),
      standing: z.enum(['blamed', 'runnerUp', 'notBlamed']),
      score: z.number(),
      why: z.string(),
    }),
  ),
  excluded: z.array(z.object({ release: z.string(), why: z.string() })),
  rejected: z.array(z.object({ alternative: z.string(), why: z.string() })),
  flips: z.array(z.object({ change: z.string(), becomes: z.string() })),
});
export type Explanation = z.infer<typeof Explanation>;

/** What the app's public API says of an incident; only what is shown. */
const Rollback = z.object({
  id: z.string(),
  status: z.enum(['rollingBack', 'closed', 'open', 'starting']),
  kind: z.string().default(''),
  reason: z.string().default(''),
  trouble: z.string().optional(),
  explanation: Explanation.optional(),
  tally: Tally.default({ restored: 0, untouched: 0, unverified: 0, failed: 0 }),
  phase: z.string().optional(),
  wave: z.number().optional(),
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

/** The incident that was opened last, if any was. */
export async function latestRollback(appUrl: string): Promise<Rollback | undefined> {
  const list = await get(`${appUrl}/api/rollbacks`);
  const { rollbacks } = Rollbacks.parse((await list?.json()) ?? { rollbacks: [] });
  const [latest] = rollbacks;
  const one = latest && (await get(`${appUrl}/api/rollbacks/${latest.id}`));
  return one && Rollback.parse(await one.json());
}

/** The report as the app serves it; only what is shown, and the Markdown whole. */
const Report = z.object({
  phases: z.array(
    z.object({ name: z.string(), startedAt: z.iso.datetime(), endedAt: z.iso.datetime() }),
  ),
  checks: z.array(z.object({ name: z.string(), result: z.string(), evidence: z.string() })),
});
export type Report = z.infer<typeof Report> & { markdown: string };

/** Undefined while there is none yet. */
export async function reportOf(appUrl: string, id: string): Promise<Report | undefined> {
  const url = `${appUrl}/api/rollbacks/${id}/report`;
  const [markdown, json] = await Promise.all([get(url), get(url, { accept: 'application/json' })]);
  return markdown && json
    ? { ...Report.parse(await json.json()), markdown: await markdown.text() }
    : undefined;
}

/** The signed record of what became of each circuit; only what is shown, and all of it. */
const Receipt = z
  .looseObject({
    content: z.unknown(),
    hash: z.string(),
    signature: z.looseObject({ algorithm: z.string() }),
  })
  .transform((whole) => ({ hash: whole.hash, algorithm: whole.signature.algorithm, whole }));
export type Receipt = z.infer<typeof Receipt>;

/** Undefined while there is none yet. */
export async function receiptOf(appUrl: string, id: string): Promise<Receipt | undefined> {
  const response = await get(`${appUrl}/api/rollbacks/${id}/receipt`);
  return response && Receipt.parse(await response.json());
}

/** What a rollback would do; only what is shown. */
const Preview = z.object({
  hash: z.string(),
  counts: z.object({ change: z.number(), alreadyThere: z.number(), blocked: z.number() }),
  waves: z.array(z.object({ plants: z.number(), circuits: z.number() })),
  apiCalls: z.object({ reads: z.number(), writes: z.number() }),
  estimatedSeconds: z.number(),
  notes: z.array(z.string()),
});
export type Preview = z.infer<typeof Preview>;

/** What a person asks to have taken back; without circuits, all of the release. */
export type Wish = {
  release: string;
  kind: string;
  circuits?: readonly { plant: string; circuit: string }[];
  strategy?: 'emergency' | 'planned';
};

export async function previewPlan(appUrl: string, wish: Wish): Promise<Preview> {
  return Preview.parse(await post(`${appUrl}/api/plans`, wish));
}

/** Starts a rollback by hand, of exactly the plan that was looked at. */
export async function startRollback(
  appUrl: string,
  wish: Wish & { planHash: string; reason: string },
): Promise<void> {
  await post(`${appUrl}/api/rollbacks`, wish);
}

async function post(url: string, body: unknown): Promise<unknown> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  if (!response.ok) {
    throw new Error(`POST ${url} answered ${response.status}: ${text.slice(0, 300)}`);
  }
  const answer: unknown = JSON.parse(text);
  return answer;
}

/** Undefined while the app is away, or has nothing to say yet. */
async function get(
  url: string,
  headers: Record<string, string> = {},
): Promise<Response | undefined> {
  const response = await fetch(url, { headers }).catch(() => undefined);
  return response?.ok === true ? response : undefined;
}
