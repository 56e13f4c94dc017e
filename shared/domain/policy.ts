import { z } from 'zod';

/** What Ripcord may do by itself, and when; kept as data so that it can be reviewed and versioned. */
export const Policy = z.strictObject({
  /** Alerts that come within one window are judged together. */
  triage: z
    .strictObject({
      windowSeconds: z.number().positive().max(3600).default(60),
      /** How often an answer of "unknown" is asked again before a person is called. */
      confirmAttempts: z.int().min(1).max(20).default(3),
      confirmEverySeconds: z.number().positive().max(600).default(30),
    })
    .prefault({}),
  /** The alert rules that may lead to action, by the name they have in Azure Monitor. */
  rules: z
    .array(z.strictObject({ alertRule: z.string().min(1), confirmedBy: z.literal('jobFailures') }))
    .min(1)
    .default([{ alertRule: 'batch-job-failures', confirmedBy: 'jobFailures' }]),
  jobFailures: z
    .strictObject({
      withinMinutes: z.number().positive().max(1440).default(30),
      /** A circuit counts as failing from this many failed jobs on. */
      minFailedJobs: z.int().positive().default(1),
      /** More failing circuits than this point to what they share. */
      moreThanCircuits: z.int().min(1).default(1),
    })
    .prefault({}),
  blame: z
    .strictObject({
      /** Only releases this young are blamed. */
      releaseWithinMinutes: z.number().positive().max(10_080).default(240),
      /** Share of the failing circuits that those blamed must have changed; with less, a person decides. */
      minShareExplained: z.number().min(0.5).max(1).default(0.9),
      /** How well a release must fit the failures, from 0 to 1. */
      minScore: z.number().min(0).max(1).default(0.3),
      /** Failures that come about by chance more often than this are blamed on nobody. */
      maxChance: z.number().positive().max(0.1).default(0.01),
      /** What fails of a circuit that is in order; one that has failed more often is held to its own past. */
      usualFailureShare: z.number().positive().max(0.5).default(0.02),
      /** By how much a failure may come before its release: clocks differ, and samples are of whole minutes. */
      slackMinutes: z.number().nonnegative().max(30).default(2),
      /** So many circuits that nobody blamed has changed may fail as well, and so large a share of them. */
      unchanged: z
        .strictObject({
          maxCircuits: z.int().nonnegative().default(2),
          maxShare: z.number().min(0).max(1).default(0.1),
        })
        .prefault({}),
      /** From this share of failing circuits on, an environment is taken back from all it was released to. */
      wholeReleaseShare: z.number().min(0).max(1).default(0.5),
    })
    .prefault({}),
  restore: z
    .strictObject({
      pollSeconds: z.number().min(0.05).max(300).default(10),
      /** Azure ML gives up on an operation after 30 minutes (x-ms-async-operation-timeout). */
      operationTimeoutMinutes: z.number().positive().max(60).default(30),
      attempts: z.int().min(1).max(5).default(2),
      /** What the service lets one identity write; Azure ML starts at about 25, refilled per minute. */
      writes: z
        .strictObject({
          burst: z.int().positive().default(25),
          perMinute: z.number().positive().default(25),
        })
        .prefault({}),
    })
    .prefault({}),
  sweep: z
    .strictObject({
      /** While a release this young is being rolled out, old and new are both as expected. */
      rolloutMinutes: z.number().positive().max(1440).default(60),
    })
    .prefault({}),
});
export type Policy = z.infer<typeof Policy>;
