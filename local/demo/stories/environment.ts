import { alertsOf } from '../alerts';
import type { Site } from '../fleet';
import { place, releaseId, versions } from '../place';
import { brokenImage } from '../playJobs';
import type { Story } from './story';

/** Circuits whose jobs fail first; the others would, when their turn comes. */
const firstToFail = 41;

/** A new image that all circuits share, and that no job starts from. */
export function environmentStory(sites: readonly Site[]): Story {
  const failing = sites.slice(0, firstToFail);
  return {
    plot: 'a new environment reaches the whole fleet, and no job can start from it',
    release: {
      id: releaseId,
      cause: 'TensorFlow with security fixes',
      minutesAgo: 0,
      sites,
      to: { environment: versions.bad },
    },
    telemetry: {
      jobs: [
        ...sites.map((site) => ({ site, minutesAgo: 20 })),
        ...failing.map((site) => ({ site, minutesAgo: 0, failure: brokenImage })),
      ],
      scores: [],
    },
    seen: `${place.environment}:${versions.bad} is out, and scoring jobs fail on ${failing.length} circuits`,
    alerts: (now) => alertsOf(failing, now),
    ending: { decision: 'rollBack', kind: 'environment', back: sites },
  };
}
