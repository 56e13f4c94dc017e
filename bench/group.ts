/** One measured figure. Names read `group/what_unit`, and stay the same for good. */
export type Row = { name: string; value: number; unit: string };

export type Bench = {
  /** The checkout that is measured. */
  root: string;
  /** Aborted when the user has had enough: stop what was started, then throw. */
  signal: AbortSignal;
  /** Tells the user what takes so long. */
  say: (line: string) => void;
  /** What was given for the group's options, by name. */
  given: Readonly<Record<string, string | undefined>>;
};

/** An option that takes a value. Groups may share one, if it means the same to both. */
export type Option = { name: string; value: string; means: string };

export type Group = {
  /** One line for `--list`. */
  measures: string;
  options?: readonly Option[];
  run: (bench: Bench) => Promise<Row[]>;
};
