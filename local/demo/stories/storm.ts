import { randomUUID } from 'node:crypto';
import { jobFailures } from '../alerts';
import type { Delivery, Firing } from '../alerts';
import type { Site } from '../fleet';
import { place, versions } from '../place';
import { brokenImage } from '../playJobs';
import { environmentStory } from './environment';
import type { Story } from './story';

/** One bad release, and thousands of alerts about it: twice, late, out of order, and over before they began. */
export function stormStory(sites: readonly Site[], { posts }: { posts: number }): Story {
  const story = environmentStory(sites);
  return {
    ...story,
    release: { ...story.release, minutesAgo: 4 },
    plot: `one bad environment release, and ${posts.toLocaleString('en')} posts of alerts about it`,
    telemetry: {
      jobs: [
        ...sites.map((site) => ({ site, minutesAgo: 20 })),
        ...sites.map((site) => ({ site, minutesAgo: 3, failure: brokenImage })),
        ...sites.map((site) => ({ site, minutesAgo: 0, failure: brokenImage })),
      ],
      scores: [],
    },
    seen: `${place.environment}:${versions.bad} is out, and scoring jobs fail on all ${sites.length} circuits`,
    alerts: (now) => stormOf(sites, posts, now),
  };
}

type Told = Pick<Firing, 'id' | 'condition' | 'firedAt'>;

/**
 * Ten ways to be told of one and the same circuit, in turn: of ten posts one is new, two are the
 * very same alert again, four a stateless rule that fires anew at every evaluation, one is late by
 * minutes, and two are an alert that is over, whose end is told before its beginning.
 */
function stormOf(sites: readonly Site[], posts: number, now: Date): Delivery[] {
  const deliveries: Delivery[] = [];
  for (let turn = 0; deliveries.length < posts; turn += 1) {
    const site = sites[turn % sites.length];
    if (site === undefined) {
      break;
    }
    const [first, over] = [randomUUID(), randomUUID()];
    const told: Told[] = [
      { id: over, condition: 'Resolved', firedAt: minutesBefore(now, 12) },
      { id: first, firedAt: now },
      ...Array.from({ length: 4 }, (_, index) => ({ firedAt: new Date(now.getTime() + index) })),
      { id: first, firedAt: now },
      { id: over, firedAt: minutesBefore(now, 12) },
      { firedAt: minutesBefore(now, 2) },
      { id: first, firedAt: now },
    ];
    deliveries.push(
      ...told.map(({ firedAt, ...how }) => ({
        body: jobFailures(site, firedAt, how),
        times: 1 as const,
      })),
    );
  }
  return deliveries.slice(0, posts);
}

function minutesBefore(now: Date, minutes: number): Date {
  return new Date(now.getTime() - minutes * 60_000);
}
