/** Where text goes; standard output and standard error are such. */
export type Sink = {
  write(text: string): unknown;
  isTTY?: boolean | undefined;
  columns?: number | undefined;
};

/** What the command is run from. */
export type Shell = {
  env: Readonly<Record<string, string | undefined>>;
  /** Answers, and nothing else. */
  out: Sink;
  /** Complaints, and how far long work is. */
  err: Sink;
};
