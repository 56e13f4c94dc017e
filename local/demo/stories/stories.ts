import type { Site } from '../fleet';
import { bothStory } from './both';
import { environmentStory } from './environment';
import { modelStory } from './model';
import { noiseStory } from './noise';
import { outageStory } from './outage';
import { stormStory } from './storm';
import type { Story } from './story';

type Knobs = { posts: number };

/** The stories that can be played, by the name of their scenario. */
export const stories = {
  environment: environmentStory,
  model: modelStory,
  both: bothStory,
  outage: outageStory,
  noise: noiseStory,
  storm: stormStory,
} as const satisfies Record<string, (sites: readonly Site[], knobs: Knobs) => Story>;

export type Scenario = keyof typeof stories;

export function isScenario(name: string): name is Scenario {
  return Object.hasOwn(stories, name);
}
