/** Rows as the tables of Log Analytics hold them; anything else about them is not looked at. */
export type Rows = {
  /** `BatchJobRuns_CL` */
  jobs: readonly unknown[];
  /** `ModelMetrics_CL` */
  metrics: readonly unknown[];
};
