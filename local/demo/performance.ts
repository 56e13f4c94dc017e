import type { Options } from './options';
import type { Screen } from './screen';
import type { Stage } from './stage';
import type { Story } from './stories/story';

/** A story that is being played: where, for whom to see, and how. */
export type Performance = { stage: Stage; screen: Screen; options: Options; story: Story };
