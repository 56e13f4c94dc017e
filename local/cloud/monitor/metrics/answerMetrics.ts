import type { IncomingMessage } from 'node:http';
import type { Authenticate } from '../../identity/principal';
import { typeIn } from '../alerts/resources/armId';
import { admit } from '../http/admit';
import type { Requirement } from '../http/admit';
import { errorReply } from '../http/reply';
import type { Reply } from '../http/reply';
import { aggregate } from './aggregate';
import type { MetricStore, Sample } from './openMetricStore';
import { readMetricsRequest } from './readMetricsRequest';
import type { MetricsRequest } from './readMetricsRequest';

export type MetricsService = {
  readonly authenticate: Authenticate;
  readonly metrics: MetricStore;
};

const requirement: Requirement = {
  audience: 'https://management.azure.com',
  roles: ['Monitoring Reader', 'Reader', 'Contributor', 'Owner'],
  forbidden: {
    code: 'AuthorizationFailed',
    message:
      "The client does not have authorization to perform action 'Microsoft.Insights/metrics/read'.",
  },
};

/** Answers `GET /{resourceId}/providers/Microsoft.Insights/metrics`: samples by interval. */
export function answerMetrics(
  { authenticate, metrics }: MetricsService,
  request: IncomingMessage,
  { resourceId, parameters }: { resourceId: string; parameters: URLSearchParams },
): Reply {
  const admission = admit(request, authenticate, requirement);
  if (!admission.ok) {
    return admission.reply;
  }
  const read = readMetricsRequest(parameters, Date.now());
  if (!read.ok) {
    return errorReply(400, { code: 'BadRequest', message: read.message });
  }
  const { names, namespace, start, end, interval } = read.request;
  return {
    status: 200,
    body: {
      cost: 0,
      timespan: `${new Date(start).toISOString()}/${new Date(end).toISOString()}`,
      interval: interval.text,
      namespace: namespace ?? typeIn(resourceId),
      value: names.map((name) => ({
        id: `${resourceId}/providers/Microsoft.Insights/metrics/${name}`,
        type: 'Microsoft.Insights/metrics',
        name: localizable(name),
        unit: 'Unspecified',
        timeseries: seriesOf(metrics.samples(resourceId, name), read.request),
        errorCode: 'Success',
      })),
    },
  };
}

/** One series for each combination of values of the dimensions in the filter; none without samples. */
function seriesOf(samples: readonly Sample[], request: MetricsRequest): object[] {
  const { start, end, filters } = request;
  const inWindow = samples.filter(({ at }) => at >= start && at < end);
  const admitted = inWindow.filter(({ dimensions }) =>
    filters.every(({ name, value }) => value === '*' || dimensions[name] === value),
  );
  const named = admitted.filter(({ dimensions }) =>
    filters.every(({ name }) => name in dimensions),
  );
  const groups = Map.groupBy(named, ({ dimensions }) =>
    JSON.stringify(filters.map(({ name }) => dimensions[name])),
  );
  return [...groups.values()].map((group) => ({
    metadatavalues: filters.map(({ name }) => ({
      name: localizable(name),
      value: group[0]?.dimensions[name] ?? '',
    })),
    data: dataOf(group, request),
  }));
}

/** A value per interval; an interval without samples has its time alone. */
function dataOf(samples: readonly Sample[], request: MetricsRequest): object[] {
  const { start, end, interval, aggregations } = request;
  const width = interval.milliseconds;
  const first = Math.floor(start / width) * width;
  const bins = Map.groupBy(samples, ({ at }) => Math.floor((at - first) / width));
  return Array.from({ length: Math.ceil((end - first) / width) }, (_, bin) => {
    const values = bins.get(bin)?.map(({ value }) => value) ?? [];
    const found = aggregations.flatMap((aggregation) => {
      const value = aggregate(values, aggregation);
      return value === null ? [] : [[aggregation.toLowerCase(), value]];
    });
    return {
      timeStamp: new Date(first + bin * width).toISOString(),
      ...Object.fromEntries(found),
    };
  });
}

function localizable(value: string): { value: string; localizedValue: string } {
  return { value, localizedValue: value };
}
