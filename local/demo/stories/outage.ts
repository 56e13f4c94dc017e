import { jobFailures, workspaceTroubles } from '../alerts';
import type { Site } from '../fleet';
import { place, releaseId, versions } from '../place';
import { dayOf } from './quietDay';
import type { Story } from './story';

const releasedAgo = 11;
const brokeAgo = 10;

/** What jobs say when the data they read is not there: it might as well be a fault of ours. */
const noData = {
  code: 'UserError',
  message: 'ScriptExecution.StreamAccess.NotFound: input data asset is empty',
};

/** The data that all circuits read is gone, a minute after a release that has nothing to do with it. */
export function outageStory(sites: readonly Site[]): Story {
  const changed = sites.filter((_, index) => index % 2 === 0);
  // Of changed and unchanged circuits alike, whoever had data left goes on for a while.
  const failing = sites.filter((_, index) => index % 10 < 7);
  const hit = new Set(failing);
  return {
    plot: 'the data that all circuits read is gone, just after a release that is innocent of it',
    release: {
      id: releaseId,
      cause: 'TensorFlow with security fixes',
      minutesAgo: releasedAgo,
      sites: changed,
      to: { environment: versions.bad },
    },
    telemetry: dayOf(sites, (site, ago) =>
      ago <= brokeAgo && hit.has(site) ? { failure: noData } : undefined,
    ),
    seen: `${place.environment}:${versions.bad} is on ${changed.length} circuits; jobs fail on ${failing.length}, changed or not`,
    alerts: (now) =>
      [
        ...failing.slice(0, 40).map((site) => jobFailures(site, now)),
        ...workspaceTroubles(2, now),
      ].map((body) => ({ body, times: 1 })),
    ending: { decision: 'hold' },
  };
}
