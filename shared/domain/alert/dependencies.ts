import { minusMinutes } from '../time';
import type { Instant } from '../time';
import { dependencyMinutes } from './memory';
import type { Dependency, Memory } from './memory';
import type { Said } from './readReceipts';

/**
 * How everything that was spoken of within the last day was last heard to be. Of two words of one
 * moment the good news counts: an alert is over when it resolved as it fired.
 */
export function dependenciesAt(
  asOf: Instant,
  memories: readonly Memory[],
  said: readonly Said[],
): Dependency[] {
  const since = minusMinutes(asOf, dependencyMinutes);
  const latest = new Map<string, Dependency>();
  for (const news of [...memories.flatMap(({ dependencies }) => dependencies), ...newsIn(said)]) {
    const known = latest.get(news.subject);
    if (news.at > since && news.state !== 'notice' && (!known || isNewer(news, known))) {
      latest.set(news.subject, news);
    }
  }
  return [...latest.values()].toSorted((a, b) => (a.subject < b.subject ? -1 : 1));
}

function newsIn(said: readonly Said[]): Dependency[] {
  return said.flatMap((one) =>
    (one.is === 'health' || one.is === 'resolved') && one.health
      ? [{ ...one.health, at: one.at }]
      : [],
  );
}

function isNewer(news: Dependency, known: Dependency): boolean {
  if (news.at !== known.at) {
    return news.at > known.at;
  }
  // The same of both states, or the title would depend on which came first.
  return news.state === known.state ? news.title < known.title : news.state === 'up';
}
