import { z } from 'zod';
import type { SettingStore } from '../store/settingStore';

const setting = 'serviceClock';
const Anchor = z.object({ at: z.number(), seconds: z.number(), speed: z.number() });
type Anchor = z.infer<typeof Anchor>;

/**
 * The service's own time, in seconds since its state was made, which goes `speed` times as fast as
 * the real one. It goes on over a restart, at the new speed from there.
 */
export function serviceClock(
  settings: SettingStore,
  { speed, now }: { speed: number; now: number },
): (at: number) => number {
  const stored = settings.get(setting);
  const before = stored === undefined ? undefined : Anchor.parse(JSON.parse(stored));
  const anchor = { at: now, seconds: before ? secondsAt(before, now) : 0, speed };
  settings.set(setting, JSON.stringify(anchor));
  return (at) => secondsAt(anchor, at);
}

function secondsAt({ at, seconds, speed }: Anchor, now: number): number {
  return seconds + ((now - at) / 1000) * speed;
}
