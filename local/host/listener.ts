/** A trigger at work. */
export type Listener = {
  /** Lets nothing new in. What runs goes on. */
  stop(): Promise<void>;
  /** Ends what is left, after the running functions had their time. */
  close(): Promise<void>;
};
