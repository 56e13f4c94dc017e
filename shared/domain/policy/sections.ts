import { z } from 'zod';

/** How alerts are gathered and confirmed. */
export const TriagePolicy = z.strictObject({
  /** Alerts that come within one window are judged together. */
  windowSeconds: z.number().positive().max(3600).default(60),
  /** How often an answer of "unknown" is asked again before a person is called. */
  confirmAttempts: z.int().min(1).max(20).default(3),
  confirmEverySeconds: z.number().positive().max(600).default(30),
  /**
   * Minutes after the first judgement at which to look again, while the alerts stand and a young
   * release may yet turn out to be their cause. Empty: never.
   */
  lookAgainMinutes: z
    .array(z.number().positive().max(240))
    .max(20)
    .refine(
      (minutes) => minutes.every((one, index) => one > (minutes[index - 1] ?? 0)),
      'expected minutes that rise',
    )
    .default([5, 10, 20, 40]),
  /** For so long after a rollback, the alarms of what was rolled back are no news. */
  quietMinutes: z.number().nonnegative().max(1440).default(30),
});

/** How late measurements may be. */
export const EvidencePolicy = z.strictObject({
  /** Log Analytics takes a while to show what was sent to it: what is younger is not judged yet. */
  ingestionDelaySeconds: z.number().nonnegative().max(1800).default(120),
});

/** When a release is blamed for what fails. */
export const BlamePolicy = z.strictObject({
  /** Only releases this young are blamed. */
  releaseWithinMinutes: z.number().positive().max(10_080).default(240),
  /** Share of the failing circuits that those blamed must have changed. */
  minShareExplained: z.number().min(0.5).max(1).default(0.9),
  /** A release with a lower score than this is not named. */
  minScore: z.number().min(0).max(1).default(0.3),
  /** What comes about by chance more often than this is blamed on nobody. */
  maxChance: z.number().positive().max(0.1).default(0.003),
  /** What fails of a circuit that is in order; one that has failed more often is held to its own past. */
  usualFailureShare: z.number().positive().max(0.5).default(0.02),
  /** By how much a failure may seem to come before its release: clocks differ, and samples are of whole minutes. */
  slackMinutes: z.number().nonnegative().max(30).default(2),
  /** When more than this share of the circuits that nobody blamed has changed fail as well, it is no release. */
  vetoUnchangedShare: z.number().min(0).max(1).default(0.2),
  /** Fewer unchanged circuits than this say nothing about what they share. */
  minUnchangedCircuits: z.int().positive().default(3),
  /** From this share of failing circuits on, an environment is taken back wherever it was released to. */
  wholeReleaseShare: z.number().min(0).max(1).default(0.5),
});

/** What the fleet depends on. While an alert about it stands, a rollback would not help. */
export const Dependencies = z.strictObject({
  /** Names of alert rules. */
  alertRules: z.array(z.string().min(1)).default([]),
  /** Monitoring services, as alerts name them; case and spaces do not matter. */
  services: z.array(z.string().min(1)).default(['ServiceHealth', 'Resource Health']),
});

/** From which drift score on drift counts as so bad. Detectors score differently: set what yours means. */
export const DriftPolicy = z
  .strictObject({
    low: z.number().nonnegative().default(0.1),
    medium: z.number().nonnegative().default(0.2),
    high: z.number().nonnegative().default(0.3),
    critical: z.number().nonnegative().default(0.5),
  })
  .refine(
    ({ low, medium, high, critical }) => low <= medium && medium <= high && high <= critical,
    {
      message: 'expected scores that rise from low to critical',
    },
  );

/** How a restore is paced. */
export const RestorePolicy = z.strictObject({
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
  /** How a planned rollback goes wave by wave, and how one that bisects judges its halves. */
  waves: z
    .strictObject({
      /** Where each wave ends, in percent of all targets. */
      percents: z
        .array(z.number().positive().max(100))
        .min(1)
        .refine(
          (percents) => percents.every((one, index) => one > (percents[index - 1] ?? 0)),
          'expected percents that rise',
        )
        .default([10, 50, 90, 100]),
      /** How long a wave is left alone before it is judged. */
      settleSeconds: z.number().nonnegative().max(3600).default(60),
      /** A wave of which more than this failed is the last one. */
      maxFailedPercent: z.number().min(0).max(100).default(0),
      /** How long to wait for measurements before what was not measured counts as bad. */
      judgeMinutes: z.number().positive().max(240).default(30),
    })
    .prefault({}),
});

/** How long the phases of a rollback may take before the report says that they took too long. */
export const ClockPolicy = z.strictObject({
  /** From the first alert, or the request, to the decision. */
  identifyMinutes: z.number().positive().max(1440).default(10),
  executeMinutes: z.number().positive().max(1440).default(10),
  verifyMinutes: z.number().positive().max(1440).default(5),
  totalMinutes: z.number().positive().max(1440).default(20),
});

export const SweepPolicy = z.strictObject({
  /** While a release this young is being rolled out, old and new are both as expected. */
  rolloutMinutes: z.number().positive().max(1440).default(60),
});

/** For how long a rollback is watched for signs of relapse. */
export const WatchPolicy = z.strictObject({
  modelMinutes: z.number().positive().max(1440).default(60),
  environmentMinutes: z.number().positive().max(1440).default(240),
  bothMinutes: z.number().positive().max(1440).default(240),
});
