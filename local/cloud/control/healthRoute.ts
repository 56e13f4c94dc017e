import type { ControlRoute } from './route';

export type ServiceStatus = 'healthy' | 'restarting' | 'failed';

/** `GET /health`: 200 when every service is healthy, else 503; with the status of each. */
export function healthRoute(statuses: () => Record<string, ServiceStatus>): ControlRoute {
  return {
    method: 'GET',
    path: '/health',
    handle() {
      const services = statuses();
      const isHealthy = Object.values(services).every((status) => status === 'healthy');
      return {
        status: isHealthy ? 200 : 503,
        body: { status: isHealthy ? 'healthy' : 'unhealthy', services },
      };
    },
  };
}
