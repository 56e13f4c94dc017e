import type { z } from 'zod';

/** The app's HTTP API, whose answers are checked before anybody uses them. */
export type Api = {
  /** Where it is, for messages. */
  readonly url: string;
  get<T>(path: string, answer: z.ZodType<T>): Promise<T>;
  send<T>(
    request: { method: 'POST' | 'PUT'; path: string; body: unknown },
    answer: z.ZodType<T>,
  ): Promise<T>;
  /** What is no JSON. */
  text(path: string): Promise<string>;
};
