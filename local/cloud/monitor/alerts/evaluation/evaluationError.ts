/** A rule could not be evaluated: its query does not run, or has not the columns that it needs. */
export class EvaluationError extends Error {
  override readonly name = 'EvaluationError';
}
