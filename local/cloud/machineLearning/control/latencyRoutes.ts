import type { ControlRequest, ControlRoute } from '../../control/route';
import { LatencyChoice, rangesInForce } from '../clock/latency';
import { chooseLatencies, chosenLatencies } from '../clock/latencySetting';
import type { SettingStore } from '../store/settingStore';
import { badControlRequest } from './badControlRequest';

const path = '/machineLearning/latencies';

/**
 * How long things take: GET shows every range in force, PUT replaces those that were chosen, so
 * that `{}` brings the usual ones back.
 */
export function latencyRoutes(settings: SettingStore): ControlRoute[] {
  const inForce = () => ({ status: 200, body: rangesInForce(chosenLatencies(settings)) });
  return [
    { method: 'GET', path, handle: inForce },
    {
      method: 'PUT',
      path,
      handle({ body }: ControlRequest) {
        const chosen = LatencyChoice.safeParse(body);
        if (!chosen.success) {
          return badControlRequest(chosen.error);
        }
        chooseLatencies(settings, chosen.data);
        return inForce();
      },
    },
  ];
}
