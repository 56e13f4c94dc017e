import { z } from 'zod';
import type { ControlRoute } from '../../control/route';
import type { SettingStore } from '../store/settingStore';
import { ProfileName } from '../throttle/profiles';
import type { Throttle } from '../throttle/throttle';
import { badControlRequest } from './badControlRequest';

const path = '/machineLearning/profile';
const ProfileRequest = z.strictObject({ name: ProfileName });
const setting = 'profile';

/** The throttle profile in force, and the way to another. */
export function profileRoutes(throttle: Throttle, settings: SettingStore): ControlRoute[] {
  return [
    { method: 'GET', path, handle: () => ({ status: 200, body: { name: throttle.profile } }) },
    {
      method: 'PUT',
      path,
      handle({ body }) {
        const asked = ProfileRequest.safeParse(body);
        if (!asked.success) {
          return badControlRequest(asked.error);
        }
        chooseProfile(settings, asked.data.name);
        throttle.use(asked.data.name);
        return { status: 200, body: asked.data };
      },
    },
  ];
}

/** Keeps a profile for this start and those after it. */
export function chooseProfile(settings: SettingStore, name: ProfileName): void {
  settings.set(setting, name);
}

/** The profile chosen before a restart; the provider's real budgets if none ever was. */
export function storedProfile(settings: SettingStore): ProfileName {
  return ProfileName.catch('provider').parse(settings.get(setting));
}
