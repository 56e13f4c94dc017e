import { jobFailures, logAlert, nodeTroubles } from '../alerts';
import { spread } from '../fleet';
import type { Site } from '../fleet';
import { place, releaseId, versions } from '../place';
import { dayOf } from './quietDay';
import type { Mishap } from './quietDay';
import type { Story } from './story';

const minutesAgo = 22;

const preempted = { code: 'SystemError', message: 'Node was preempted' };

/** Circuits that have their ups and downs as on any day, and a release that is no worse for it. */
export function noiseStory(sites: readonly Site[]): Story {
  const noisy = spread(sites, 3);
  const [flaky, restless, blurred] = noisy;
  const changed = sites.slice(0, Math.ceil(sites.length / 2));
  return {
    plot: 'some circuits are noisy as on any day, and a release that is innocent went out',
    release: {
      id: releaseId,
      cause: 'TensorFlow with security fixes',
      minutesAgo,
      sites: changed,
      to: { environment: versions.bad },
    },
    telemetry: dayOf(sites, (site, ago): Mishap | undefined => {
      const isItsTurn = ago % 4 === 1 && (ago === 13 || ago > minutesAgo + 40);
      return (
        (site === flaky && isItsTurn && { failure: preempted }) ||
        (site === restless && ago <= minutesAgo && { errorShare: 0.034 }) ||
        (site === blurred && ago <= minutesAgo && { f1: 0.79 }) ||
        undefined
      );
    }),
    seen: `${place.environment}:${versions.bad} is on ${changed.length} circuits; touchy alert rules fire about ${noisy.length}`,
    alerts: (now) => [
      ...(flaky ? [{ body: jobFailures(flaky, now), times: 2 as const }] : []),
      ...(restless ? [{ body: errors(restless, now), times: 1 as const }] : []),
      ...(blurred ? [{ body: f1(blurred, now), times: 1 as const }] : []),
      ...nodeTroubles(3, now).map((body) => ({ body, times: 1 as const })),
    ],
    ending: { decision: 'ignore' },
  };
}

/** Rules that somebody set too close to how these circuits usually do. */
function errors(site: Site, firedAt: Date): unknown {
  return logAlert({
    rule: 'single-model-prediction-errors',
    site,
    firedAt,
    query: 'ModelMetrics_CL | summarize sum(error_count) / sum(record_count)',
    value: 0.034,
    threshold: 0.02,
  });
}

function f1(site: Site, firedAt: Date): unknown {
  return logAlert({
    rule: 'single-circuit-degraded',
    site,
    firedAt,
    query: 'ModelMetrics_CL | summarize avg(f1_score)',
    value: 0.79,
    threshold: 0.85,
  });
}
