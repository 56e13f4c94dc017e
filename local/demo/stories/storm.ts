import { randomUUID } from 'node:crypto';
import { logAlert } from '../alerts';
import type { Delivery, Firing } from '../alerts';
import type { Site } from '../fleet';
import { place, releaseId, versions } from '../place';
import { dayOf } from './quietDay';
import type { Story } from './story';

const minutesAgo = 12;
const errorShare = 0.35;

/** One bad release, and thousands of alerts about it: twice, late, out of order, and over before they began. */
export function stormStory(sites: readonly Site[], { posts }: { posts: number }): Story {
  return {
    plot: `scoring errs on all circuits since a new environment, and ${posts.toLocaleString('en')} posts of alerts tell of it`,
    release: {
      id: releaseId,
      cause: 'TensorFlow with security fixes',
      minutesAgo,
      sites,
      to: { environment: versions.bad },
    },
    telemetry: dayOf(sites, (_, ago) => (ago <= minutesAgo ? { errorShare } : undefined)),
    seen: `${place.environment}:${versions.bad} is out, and scoring errs on all ${sites.length} circuits`,
    alerts: (now) => stormOf(sites, posts, now),
    ending: { decision: 'rollBack', kind: 'environment', back: sites },
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
      { id: over, condition: 'Resolved', firedAt: minutesBefore(now, 20) },
      { id: first, firedAt: now },
      ...Array.from({ length: 4 }, (_, index) => ({ firedAt: new Date(now.getTime() + index) })),
      { id: first, firedAt: now },
      { id: over, firedAt: minutesBefore(now, 20) },
      { firedAt: minutesBefore(now, 2) },
      { id: first, firedAt: now },
    ];
    deliveries.push(
      ...told.map(({ firedAt, ...how }) => ({
        body: scoringErrors({ site, firedAt, ...how }),
        times: 1 as const,
      })),
    );
  }
  return deliveries.slice(0, posts);
}

function scoringErrors(told: Told & { site: Site }): unknown {
  return logAlert({
    rule: 'scoring-errors',
    query: 'ModelMetrics_CL | summarize sum(error_count) / sum(record_count)',
    value: errorShare,
    threshold: 0.05,
    ...told,
  });
}

function minutesBefore(now: Date, minutes: number): Date {
  return new Date(now.getTime() - minutes * 60_000);
}
