import type { Delivery } from '../alerts';
import type { Site } from '../fleet';

/** What a release pipeline brings to circuits, and when it began by the story's own time. */
export type Change = {
  id: string;
  cause: string;
  minutesAgo: number;
  sites: readonly Site[];
  /** The versions that it moves them to; what it leaves out stays. */
  to: { environment?: string; model?: string };
};

/** How one batch scoring job of a circuit ended, so many minutes ago. */
export type JobRun = {
  site: Site;
  minutesAgo: number;
  /** Why it failed; it completed without. */
  failure?: { code: string; message: string };
};

/** How well one circuit scored, so many minutes ago. */
export type Scoring = { site: Site; minutesAgo: number; f1: number; errorShare: number };

export type Telemetry = { jobs: readonly JobRun[]; scores: readonly Scoring[] };

/** What the decision matrix says a story comes to. */
export type Ending =
  /** These circuits are back on what they ran before the release, each by one write. */
  | { decision: 'rollBack'; kind: 'environment' | 'model' | 'both'; back: readonly Site[] }
  /** Nothing is written, and an incident calls a person. */
  | { decision: 'hold' }
  /** Nothing is written, and there is no incident. */
  | { decision: 'ignore' };

/** One short true story of a fleet: what is done to it, what is seen of that, how it should end. */
export type Story = {
  /** What goes on, in a sentence for the person who watches. */
  plot: string;
  release: Change;
  /** What the logs hold, from the day before until now. */
  telemetry: Telemetry;
  /** What can be seen once the release is out. */
  seen: string;
  alerts: (now: Date) => readonly Delivery[];
  ending: Ending;
};
