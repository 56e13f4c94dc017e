import { z } from 'zod';

const Seconds = z.number().nonnegative();

/** What becomes of the jobs that a rule matches. */
export const JobRule = z.strictObject({
  /** All that is said must hold; `environment` and `model` are parts of the asset's id. */
  match: z.strictObject({
    endpoint: z.string().min(1).optional(),
    deployment: z.string().min(1).optional(),
    environment: z.string().min(1).optional(),
    model: z.string().min(1).optional(),
  }),
  outcome: z.discriminatedUnion('status', [
    /** `output` is the text of the file with the predictions. */
    z.strictObject({ status: z.literal('Completed'), output: z.string().optional() }),
    z.strictObject({
      status: z.literal('Failed'),
      code: z.string().min(1).default('UserError'),
      message: z.string().min(1).default('The job was made to fail.'),
    }),
    z.strictObject({ status: z.literal('hangs') }),
  ]),
  /** In seconds of the simulated cloud, so divided by its speed; as ever when not said. */
  preparingSeconds: Seconds.optional(),
  runningSeconds: Seconds.optional(),
});
export type JobRule = z.infer<typeof JobRule>;

/** What a rule can be matched against. */
export type JobTraits = {
  endpoint: string | undefined;
  deployment: string | undefined;
  environment: string | undefined;
  model: string | undefined;
};

/** The first rule that matches a job; case does not matter. */
export function ruleFor(rules: readonly JobRule[], traits: JobTraits): JobRule | undefined {
  return rules.find(({ match }) => {
    const { endpoint, deployment, environment, model } = match;
    return (
      isSame(endpoint, traits.endpoint) &&
      isSame(deployment, traits.deployment) &&
      isPart(environment, traits.environment) &&
      isPart(model, traits.model)
    );
  });
}

function isSame(wanted: string | undefined, found: string | undefined): boolean {
  return wanted === undefined || wanted.toLowerCase() === found?.toLowerCase();
}

function isPart(wanted: string | undefined, found: string | undefined): boolean {
  return wanted === undefined || (found ?? '').toLowerCase().includes(wanted.toLowerCase());
}
