import { logAlert } from '../alerts';
import { nameOf, spread } from '../fleet';
import type { Site } from '../fleet';
import { models, releaseId } from '../place';
import { dayOf } from './quietDay';
import type { Story } from './story';

const minutesAgo = 22;

/** New models for a few circuits: two of these do badly with theirs, and the others do well. */
export function modelStory(sites: readonly Site[]): Story {
  const changed = spread(sites, 4);
  const [degraded, erring] = changed;
  const bad = changed.slice(0, 2);
  return {
    plot: 'new models reach a few circuits, and two of them do badly with theirs',
    release: {
      id: releaseId,
      cause: 'models retrained on the data of last month',
      minutesAgo,
      sites: changed,
      to: { model: models.bad },
    },
    telemetry: dayOf(sites, (site, ago) => {
      if (ago > minutesAgo) {
        return undefined;
      }
      return (
        (site === degraded && { f1: 0.62 }) ||
        (site === erring && { errorShare: 0.22 }) ||
        undefined
      );
    }),
    seen: `model ${models.bad} is out; ${bad.map(nameOf).join(' and ')} predict badly with it`,
    alerts: (now) =>
      bad.flatMap((site) => {
        const told = site === degraded ? f1Drop(site, now) : predictionErrors(site, now);
        return { body: told, times: 2 as const };
      }),
    ending: { decision: 'rollBack', kind: 'model', back: bad },
  };
}

function f1Drop(site: Site, firedAt: Date): unknown {
  return logAlert({
    rule: 'single-circuit-degraded',
    site,
    firedAt,
    query: 'ModelMetrics_CL | summarize avg(f1_score)',
    value: 0.62,
    threshold: 0.73,
  });
}

function predictionErrors(site: Site, firedAt: Date): unknown {
  return logAlert({
    rule: 'single-model-prediction-errors',
    site,
    firedAt,
    query: 'ModelMetrics_CL | summarize sum(error_count) / sum(record_count)',
    value: 0.22,
    threshold: 0.05,
  });
}
