import { badModel, brokenEnvironment } from './effects';
import { broughtBy, releaseIds, rolledBackByHand, rollOut, shareOf } from './story';
import type { Cause, HistoryClass, Scene, Story } from './story';
import { minute } from './world';
import type { Ms, Rollout, Site, Trouble } from './world';

/** Cadences at which a few circuits alone tell enough within hours. */
const brisk = { cadenceMinutes: [5, 10, 15, 20] };

/** The default rules, and those of the runbooks for the half hour after a deploy. */
const watchesDeploys = {
  preset: 'azureml-sensor',
  rules: [
    {
      id: 'f1-drop',
      title: 'F1 dropped by more than 0.05 after a deploy',
      alertRules: ['f1-drop'],
      metric: 'f1',
      breachedWhen: { with: 'baseline', as: 'drop', operator: '>', limit: 0.05 },
      overMinutes: 30,
      withinMinutesOfDeploy: 30,
      action: 'rollBack',
      urgency: 'immediate',
      suspect: 'model',
    },
    {
      id: 'p99-post-deploy',
      title: 'p99 above 2 s after a deploy',
      alertRules: ['p99-post-deploy'],
      metric: 'p99Ms',
      breachedWhen: { with: 'limit', operator: '>', limit: 2000 },
      overMinutes: 10,
      withinMinutesOfDeploy: 30,
      action: 'rollBack',
      urgency: 'immediate',
    },
  ],
};

/** A release some time after alerts are recorded, and time enough for its effect to show. */
function times({ chance, opens, cadence }: Scene): { at: Ms; lasts: Ms } {
  const at = opens + chance.between(10, 70) * minute;
  return { at, lasts: at - opens + 40 * minute + Math.max(90 * minute, 5 * cadence) };
}

function blames(
  rollouts: readonly Rollout[],
  kind: 'model' | 'environment' | 'both',
  { note, until }: { note: string; until?: Ms },
): Cause {
  const releases = rollouts.map(({ id }) => id);
  const byHand = until === undefined ? {} : { rolledBackAt: until };
  return { action: 'rollBack', kind, releases, note, ...byHand };
}

/** A release whose environment breaks the circuits it `breaks`, of all that it `reaches`. */
function badEnvironment(
  scene: Scene,
  { reaches, breaks }: { reaches: readonly Site[]; breaks: readonly Site[] },
): Story {
  const { chance } = scene;
  const { at, lasts } = times(scene);
  const [id] = releaseIds(chance);
  const release = rollOut(scene, {
    id,
    changes: 'environment',
    sites: chance.shuffled(reaches),
    at,
  });
  const byHand = rolledBackByHand(scene, at);
  return {
    rollouts: [release],
    troubles: [broughtBy(release, breaks, { ...brokenEnvironment(chance), ...byHand })],
    truth: blames([release], 'environment', { note: 'the environment is broken', ...byHand }),
    lasts,
    rows: { hasF1: true },
  };
}

function badModelOn(scene: Scene, sites: readonly Site[]): Story {
  const { at, lasts } = times(scene);
  const [id] = releaseIds(scene.chance);
  const release = rollOut(scene, { id, changes: 'model', sites, at, overMinutes: 2 });
  const byHand = rolledBackByHand(scene, at);
  return {
    rollouts: [release],
    troubles: [broughtBy(release, sites, { ...badModel(scene.chance), ...byHand })],
    truth: blames([release], 'model', { note: 'the model is bad', ...byHand }),
    lasts,
    rows: { hasF1: true },
  };
}

/** The same story, with something else going wrong. */
function withEffect(story: Story, effect: Omit<Trouble, 'since' | 'until'>): Story {
  return {
    ...story,
    troubles: story.troubles.map(({ since, until }) => ({ ...effect, since, until })),
  };
}

const whole: HistoryClass = {
  name: 'bad-environment-whole',
  tell: (scene) => badEnvironment(scene, { reaches: scene.sites, breaks: scene.sites }),
};

/** Only circuits with something in common break, such as those that score on GPUs. */
const partial: HistoryClass = {
  name: 'bad-environment-partial',
  tell: (scene) =>
    badEnvironment(scene, {
      reaches: scene.sites,
      breaks: shareOf(scene, scene.chance.between(0.4, 0.8)),
    }),
};

const ring: HistoryClass = {
  name: 'bad-environment-first-ring',
  tell: (scene) => {
    const reached = shareOf(scene, scene.chance.between(0.3, 0.7), 4);
    return badEnvironment(scene, { reaches: reached, breaks: reached });
  },
};

/** Slower than two seconds from the release on; nothing else is wrong. */
const slow: HistoryClass = {
  name: 'bad-environment-slow',
  fleet: { cadenceMinutes: [5, 10] },
  tell: (scene) => ({
    ...withEffect(whole.tell(scene), { p99Times: scene.chance.between(10, 15) }),
    policy: watchesDeploys,
  }),
};

const oneModel: HistoryClass = {
  name: 'bad-model-one',
  fleet: brisk,
  tell: (scene) => badModelOn(scene, scene.chance.some(scene.sites, 1)),
};

const fewModels: HistoryClass = {
  name: 'bad-model-few',
  fleet: { ...brisk, circuits: 24 },
  tell: (scene) => badModelOn(scene, scene.chance.some(scene.sites, scene.chance.whole(2, 5))),
};

/** A loss of F1 too small for the 20 % rule, seen within half an hour of the deploy. */
const smallModel: HistoryClass = {
  name: 'bad-model-small-drop',
  fleet: { cadenceMinutes: [5] },
  tell: (scene) => {
    const story = badModelOn(scene, scene.chance.some(scene.sites, scene.chance.whole(1, 3)));
    return {
      ...withEffect(story, { f1Drop: scene.chance.between(0.1, 0.16) }),
      policy: watchesDeploys,
    };
  },
};

const bothInOne: HistoryClass = {
  name: 'bad-both-one-release',
  tell: (scene) => {
    const { chance } = scene;
    const { at, lasts } = times(scene);
    const [id] = releaseIds(chance);
    const sites = chance.yes(0.5) ? [...scene.sites] : shareOf(scene, 0.5);
    const release = rollOut(scene, { id, changes: 'both', sites, at });
    return {
      rollouts: [release],
      troubles: [
        broughtBy(release, sites, brokenEnvironment(chance)),
        broughtBy(release, chance.some(sites, Math.ceil(sites.length / 2)), { f1Drop: 0.15 }),
      ],
      truth: blames([release], 'both', { note: 'model and environment are new, and both are bad' }),
      lasts,
      rows: { hasF1: true },
    };
  },
};

/** An environment and models by two releases, side by side on circuits of their own. */
const bothInTwo: HistoryClass = {
  name: 'bad-both-two-releases',
  fleet: { ...brisk, circuits: 30 },
  tell: (scene) => {
    const { chance, sites } = scene;
    const { at, lasts } = times(scene);
    const [first, second] = releaseIds(chance);
    const half = Math.ceil(sites.length / 2);
    const [some, others] = [sites.slice(0, half), sites.slice(half)];
    const environment = rollOut(scene, { id: first, changes: 'environment', sites: some, at });
    const model = rollOut(scene, {
      id: second,
      changes: 'model',
      sites: chance.some(others, chance.whole(2, 5)),
      at: at + chance.between(0, 15) * minute,
      overMinutes: 2,
    });
    return {
      rollouts: [environment, model],
      troubles: [
        broughtBy(environment, some, brokenEnvironment(chance)),
        broughtBy(model, others, badModel(chance)),
      ],
      truth: blames([environment, model], 'both', {
        note: 'a broken environment here, a bad model there',
      }),
      lasts: lasts + 15 * minute,
      rows: { hasF1: true },
    };
  },
};

/** Circuits that always fail now and then go on doing so while a real release breaks the fleet. */
const amidNoise: HistoryClass = {
  name: 'bad-environment-amid-noise',
  fleet: { circuits: 30 },
  tell: (scene) => {
    const { chance } = scene;
    const reached = chance.yes(0.5) ? scene.sites : shareOf(scene, 0.7);
    const noisy = new Set(chance.some(scene.sites, chance.whole(1, 2)).map(({ key }) => key));
    return {
      ...badEnvironment(scene, { reaches: reached, breaks: reached }),
      sites: scene.sites.map((site) =>
        noisy.has(site.key) ? { ...site, failureRate: chance.between(0.2, 0.4) } : site,
      ),
    };
  },
};

/** A model release of some of the same circuits, shortly before or after, that is not to blame. */
const withInnocentModel: HistoryClass = {
  name: 'bad-environment-innocent-model',
  tell: (scene) => {
    const { chance } = scene;
    const story = badEnvironment(scene, { reaches: scene.sites, breaks: scene.sites });
    const [bad] = story.rollouts;
    if (bad === undefined) {
      return story;
    }
    const model = rollOut(scene, {
      id: `${bad.id}-model`,
      changes: 'model',
      sites: chance.some(scene.sites, chance.whole(1, Math.ceil(scene.sites.length / 4))),
      at: bad.at + chance.between(-90, 20) * minute,
      overMinutes: 2,
    });
    return { ...story, rollouts: [bad, model] };
  },
};

/** A sound environment for the whole fleet, a bad model for a few of its circuits. */
const withInnocentEnvironment: HistoryClass = {
  name: 'bad-model-innocent-environment',
  fleet: { ...brisk, circuits: 24 },
  tell: (scene) => {
    const story = badModelOn(scene, scene.chance.some(scene.sites, scene.chance.whole(1, 3)));
    const [bad] = story.rollouts;
    if (bad === undefined) {
      return story;
    }
    const environment = rollOut(scene, {
      id: `${bad.id}-env`,
      changes: 'environment',
      sites: scene.sites,
      at: bad.at - scene.chance.between(60, 150) * minute,
    });
    return { ...story, rollouts: [environment, bad] };
  },
};

/** Alerts come twice, late and in no order, and some are over before they are told. */
const badlyDelivered: HistoryClass = {
  name: 'bad-environment-badly-delivered',
  tell: (scene) => ({
    ...whole.tell(scene),
    delivery: { twice: 0.4, late: 0.4, foreignPerHour: 6 },
    alerts: { everyMinutes: 5 },
  }),
};

/** Alerts of a real trouble that come and go, because jobs fail only more often than not. */
const flapping: HistoryClass = {
  name: 'bad-environment-flapping',
  tell: (scene) => ({
    ...withEffect(whole.tell(scene), {
      failsJobs: scene.chance.between(0.5, 0.7),
      error: { code: 'UserError', message: 'Segmentation fault' },
    }),
    alerts: { stateful: true },
  }),
};

/** Rows come ten minutes late, and the first windows of alerts are judged without them. */
const lateRows: HistoryClass = {
  name: 'bad-environment-late-rows',
  tell: (scene) => {
    const story = whole.tell(scene);
    return {
      ...story,
      lasts: story.lasts + 20 * minute,
      rows: { ...story.rows, ingestionSeconds: [300, 900], saysReceived: true },
    };
  },
};

/** One table is empty, or some circuits have no rows in either. */
const partialRows: HistoryClass = {
  name: 'bad-environment-partial-rows',
  fleet: { circuits: 20 },
  tell: (scene) => {
    const { chance } = scene;
    const silent = new Set(chance.some(scene.sites, 8).map(({ key }) => key));
    const noMetrics = chance.yes(0.5);
    const effect = {
      failsJobs: chance.between(0.8, 1),
      error: { code: 'UserError', message: 'ImportError' },
    };
    const story = withEffect(whole.tell(scene), effect);
    return {
      ...story,
      rows: {
        ...story.rows,
        lost: ({ key }, table) => (noMetrics ? table === 'metrics' : silent.has(key)),
      },
    };
  },
};

/** Histories in which a release is to blame, and can be known to be. */
export const badReleases: readonly HistoryClass[] = [
  whole,
  partial,
  ring,
  slow,
  oneModel,
  fewModels,
  smallModel,
  bothInOne,
  bothInTwo,
  amidNoise,
  withInnocentModel,
  withInnocentEnvironment,
  badlyDelivered,
  flapping,
  lateRows,
  partialRows,
];
