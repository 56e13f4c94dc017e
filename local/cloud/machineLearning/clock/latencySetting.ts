import type { SettingStore } from '../store/settingStore';
import { LatencyChoice } from './latency';

const setting = 'latencies';

/** The ranges of latency that somebody chose. */
export function chosenLatencies(settings: SettingStore): LatencyChoice {
  return LatencyChoice.parse(JSON.parse(settings.get(setting) ?? '{}'));
}

export function chooseLatencies(settings: SettingStore, choice: LatencyChoice): void {
  settings.set(setting, JSON.stringify(choice));
}
