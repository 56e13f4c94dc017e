import { Started } from './api/answers';
import type { Answer, Kit } from './command';
import { showEnd } from './showEnd';
import { plain } from './text/plain';
import { watch } from './watch';

type Start = {
  /** Of POST /api/rollbacks. */
  body: object;
  /** What is taken back, in words. */
  what: string;
  /** Besides the answer of the app, for machines. */
  facts: object;
  isWatched: boolean;
  everySeconds: number;
};

/** Starts a rollback, and either says how to watch it or watches it to its end. */
export async function startAndTell(
  { body, what, facts, isWatched, everySeconds }: Start,
  kit: Kit,
): Promise<Answer> {
  const request = { method: 'POST' as const, path: '/api/rollbacks', body };
  const started = await kit.api().send(request, Started);
  const id = plain(started.id);
  const word = started.start === 'started' ? 'started' : 'was started before with this key';
  if (isWatched) {
    kit.screen.say(`${id} ${word}`);
    return showEnd(await watch({ id: started.id, everySeconds }, kit), kit);
  }
  return {
    json: { ...started, ...facts },
    lines: [`${kit.look.paint('bold', id)} ${word}: ${what}`, `  ripcord status ${id} --watch`],
  };
}
