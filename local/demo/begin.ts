import type { Performance } from './performance';
import { playAlerts } from './playAlerts';
import { previewPlan, startRollback } from './rollbackApi';
import type { Preview, Wish } from './rollbackApi';
import { bar, indented } from './screen';

/** What is to be taken back, as a person would ask for it; nothing where nothing is. */
function wishOf({ story: { release: change, ending }, options }: Performance): Wish | undefined {
  if (ending.decision !== 'rollBack') {
    return undefined;
  }
  const circuits = ending.back.map(({ plant, circuit }) => ({ plant, circuit }));
  return {
    release: change.id,
    kind: ending.kind,
    ...(ending.back.length < change.sites.length ? { circuits } : {}),
    ...(options.strategy === 'planned' ? { strategy: options.strategy } : {}),
  };
}

/** Asks what going back would take, while nobody has asked for it yet; that writes nothing. */
export async function lookAhead(performance: Performance): Promise<Preview | undefined> {
  const wish = wishOf(performance);
  return wish && previewPlan(performance.stage.appUrl, wish);
}

/** Alerts come in; or a person asks for the very plan that was previewed. Answers with how many alerts were taken in. */
export async function begin(
  performance: Performance,
  preview: Preview | undefined,
): Promise<number> {
  const { stage, screen, options, story } = performance;
  const wish = wishOf(performance);
  if (options.strategy === 'planned' && wish && preview) {
    screen.say('a person asks for the release to be taken back in waves');
    const reason = 'jobs fail since this release';
    await startRollback(stage.appUrl, { ...wish, planHash: preview.hash, reason });
    return 0;
  }
  const deliveries = story.alerts(new Date());
  const { posted, accepted, seconds } = await playAlerts(stage.appUrl, deliveries, {
    speed: options.speed,
    report: (done, of) => {
      screen.draw('alerts', [indented(`alerts  ${bar(done, of)} ${done}/${of}`)]);
    },
  });
  screen.draw('alerts', []);
  screen.say(`${posted} posts of alerts in ${seconds.toFixed(1)} s, ${accepted} taken in`);
  if (accepted === 0) {
    throw new Error('the app took no alert in; its log says why');
  }
  return accepted;
}
