import type { PipelineResponse } from '@azure/core-rest-pipeline';
import type { WriteAnswer } from '../../domain/deployment';
import { errorText } from './resource';

/** What an answer means that is not the one that was asked for. */
export function refusal(response: PipelineResponse): WriteAnswer {
  const reason = errorText(response);
  switch (response.status) {
    case 404:
      return { status: 'gone' };
    case 409:
      return { status: 'busy' };
    case 429:
      return { status: 'throttled', retryAfterSeconds: retryAfterSeconds(response) };
    default:
      return response.status >= 500 || response.status === 408
        ? { status: 'unavailable', reason }
        : { status: 'refused', reason };
  }
}

/**
 * The service always says how long; should it not, ten seconds is what ARM's own texts name. More
 * than an hour is longer than anybody waits for a rollback.
 */
function retryAfterSeconds({ headers }: PipelineResponse): number {
  const seconds = Number(headers.get('retry-after') ?? Number.NaN);
  return Number.isFinite(seconds) && seconds >= 0 ? Math.min(seconds, 3600) : 10;
}
