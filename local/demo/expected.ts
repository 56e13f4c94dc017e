import { nameOf } from './fleet';
import type { Site } from './fleet';
import { models, versions } from './place';
import type { Story } from './stories/story';

/** What a circuit should run once a story is over, and whether Ripcord should have written it. */
export type Expected = (site: Site) => { environment: string; model: string; isWritten: boolean };

/** A fleet that is taken back as a whole. */
export const backOnGood: Expected = () => ({
  environment: versions.good,
  model: models.good,
  isWritten: true,
});

/** The fleet as the decision matrix leaves it: what is not taken back goes on with the release. */
export function expectedOf({ release, ending }: Story): Expected {
  const changed = new Set(release.sites.map(nameOf));
  const back = new Set(ending.decision === 'rollBack' ? ending.back.map(nameOf) : []);
  return (site) => {
    const name = nameOf(site);
    const runs = changed.has(name) && !back.has(name) ? release.to : {};
    return {
      environment: versions.good,
      model: models.good,
      ...runs,
      isWritten: back.has(name),
    };
  };
}
