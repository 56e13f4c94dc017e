import { z } from 'zod';
import type { ControlRoute } from '../../control/route';
import { SampleInput } from './openMetricStore';
import type { MetricStore } from './openMetricStore';

const Samples = z.array(SampleInput).min(1);

/** Feeds and empties the store of metrics. */
export function metricRoutes(metrics: MetricStore): ControlRoute[] {
  const path = '/monitor/metrics';
  return [
    {
      method: 'POST',
      path,
      handle: ({ body }) => {
        const samples = Samples.safeParse(body);
        if (!samples.success) {
          return { status: 400, body: { error: z.prettifyError(samples.error) } };
        }
        metrics.add(samples.data, Date.now());
        return { status: 201, body: { added: samples.data.length } };
      },
    },
    {
      method: 'DELETE',
      path,
      handle: () => {
        metrics.clear();
        return { status: 204 };
      },
    },
  ];
}
