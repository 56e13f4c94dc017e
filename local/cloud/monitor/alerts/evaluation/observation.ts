export type Dimension = { readonly name: string; readonly value: string };

/** What a criterion came to in one series; null if there was nothing to measure. */
export type Measurement = {
  readonly value: number | null;
  readonly dimensions: readonly Dimension[];
};

/** One series of a rule as of one evaluation. Each breached series is an alert of its own. */
export type Observation = {
  /** Tells the series of a rule apart, and stays the same from evaluation to evaluation. */
  readonly key: string;
  /** The resource that the alert is about. */
  readonly target: string;
  /** One per criterion of the rule. */
  readonly measurements: readonly Measurement[];
  readonly breached: boolean;
};

/** From the start on, and up to but not including the end; milliseconds since the epoch. */
export type Period = { readonly start: number; readonly end: number };

export type Evaluation = {
  readonly window: Period;
  readonly observations: readonly Observation[];
};

/** A key for a series that no other series has. */
export function seriesKey(target: string, dimensions: readonly Dimension[]): string {
  return JSON.stringify([
    target.toLowerCase(),
    ...dimensions.map(({ name, value }) => [name, value]),
  ]);
}
