declare module 'rhea/lib/frames.js' {
  /** A disposition frame, to be written as it is. */
  export function disposition(fields: {
    role: boolean;
    first: number;
    last: number;
    settled: boolean;
    state: unknown;
  }): unknown;
}
