import { jobFailures, logAlert } from '../alerts';
import type { Site } from '../fleet';
import { models, place, releaseId, versions } from '../place';
import { brokenImage } from '../playJobs';
import { dayOf } from './quietDay';
import type { Story } from './story';

const minutesAgo = 22;

/** One release that brings a new model and a new environment, and neither is any good. */
export function bothStory(sites: readonly Site[]): Story {
  const changed = sites.slice(0, Math.max(4, Math.ceil(sites.length * 0.3)));
  const half = Math.ceil(changed.length / 2);
  const crashing = new Set(changed.slice(0, half));
  const degraded = new Set(changed.slice(half));
  return {
    plot: 'one release brings a new model and a new environment, and both of them fail',
    release: {
      id: releaseId,
      cause: 'models trained with the new TensorFlow, and the image to run them',
      minutesAgo,
      sites: changed,
      to: { environment: versions.bad, model: models.bad },
    },
    telemetry: dayOf(sites, (site, ago) => {
      if (ago > minutesAgo) {
        return undefined;
      }
      return (
        (crashing.has(site) && { failure: brokenImage }) ||
        (degraded.has(site) && { f1: 0.6 }) ||
        undefined
      );
    }),
    seen: `${place.environment}:${versions.bad} fails the jobs of ${crashing.size} circuits, model ${models.bad} predicts badly on ${degraded.size}`,
    alerts: (now) =>
      [
        ...[...crashing].slice(0, 12).map((site) => jobFailures(site, now)),
        ...[...degraded].slice(0, 12).map((site) => worsePredictions(site, now)),
      ].map((body, index) => ({ body, times: index % 5 === 0 ? 2 : 1 })),
    ending: { decision: 'rollBack', kind: 'both', back: changed },
  };
}

function worsePredictions(site: Site, firedAt: Date): unknown {
  return logAlert({
    rule: 'degradation-multi',
    site,
    firedAt,
    query: 'ModelMetrics_CL | summarize avg(f1_score)',
    value: 0.6,
    threshold: 0.73,
  });
}
