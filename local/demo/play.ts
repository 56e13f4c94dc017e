import { account } from './account';
import type { Account } from './account';
import { begin, lookAhead } from './begin';
import { expectedOf } from './expected';
import { makeFleet, sitesOf } from './fleet';
import { allEnded, follow } from './follow';
import type { AlertsOnRecord } from './onRecord';
import type { Options } from './options';
import type { Performance } from './performance';
import { place, versions } from './place';
import { latestRollback, receiptOf, reportOf } from './rollbackApi';
import type { Receipt, Report, Rollback } from './rollbackApi';
import { before, hasIncident, release, setScene, trust } from './scene';
import type { Screen } from './screen';
import type { Stage } from './stage';
import { stories } from './stories/stories';
import type { Story } from './stories/story';
import { waitFor } from './waitFor';

export type Played = {
  story: Story;
  /** The incident that it came to, if it came to one, and its report. */
  rollback: Rollback | undefined;
  report: Report | undefined;
  /** Of what was written, if a rollback was begun. */
  receipt: Receipt | undefined;
  account: Account;
  alerts: AlertsOnRecord;
  /** Posts of alerts that the app took in. */
  accepted: number;
  /** From the first alert to the end of the incident. */
  seconds: number;
};

/** Plays a whole story, from a healthy fleet to the report. */
export async function play(stage: Stage, screen: Screen, options: Options): Promise<Played> {
  const story = stories[options.scenario](sitesOf(makeFleet(options)), options);
  const performance = { stage, screen, options, story };
  const isUnderWay = await raise(performance);
  const preview = isUnderWay ? undefined : await lookAhead(performance);

  const beganAt = Date.now();
  const beginning = isUnderWay ? Promise.resolve(0) : begin(performance, preview);
  const [accepted, rollback] = await Promise.all([
    beginning,
    follow(performance, { beginning, preview }),
  ]);
  const seconds = (Date.now() - beganAt) / 1000;
  return {
    story,
    rollback,
    seconds,
    accepted,
    ...(await takeStock(performance, { accepted, rollback })),
  };
}

/** Sets the scene, starts the app and lets the release happen; or goes on where the last run was, and says so. */
async function raise({ stage, screen, options, story }: Performance): Promise<boolean> {
  const { cloud, appUrl } = stage;
  await trust(cloud.caFile);
  const fleet = makeFleet(options);
  const goesOn = options.keep && (await hasIncident(cloud));
  if (!goesOn) {
    await setScene(cloud, fleet, { ...options, past: before(story) });
  }
  await stage.startApp();
  screen.say(`the app is up at ${appUrl}`);
  if (goesOn && (await latestRollback(appUrl))) {
    return true;
  }
  screen.say(
    `${options.circuits} circuits on ${fleet.length} plants run ${place.environment}:${versions.good}`,
  );
  await release(stage, story, screen);
  return false;
}

/** What is on record and in the cloud once all has come to an end. */
async function takeStock(
  performance: Performance,
  { accepted, rollback }: Pick<Played, 'accepted' | 'rollback'>,
): Promise<Pick<Played, 'report' | 'receipt' | 'alerts' | 'account'>> {
  const { stage, options, story } = performance;
  const { cloud, appUrl, broken: unless } = stage;
  const soon = { seconds: 30, unless };
  const report =
    rollback && (await waitFor('the report', () => reportOf(appUrl, rollback.id), soon));
  const receipt =
    rollback && story.ending.decision === 'rollBack'
      ? await waitFor('the receipt', () => receiptOf(appUrl, rollback.id), soon)
      : undefined;
  const until = { seconds: 120, everyMs: 1_000, unless };
  const alerts = await waitFor(
    'the end of all alerts',
    () => allEnded(performance, accepted),
    until,
  );
  const sites = sitesOf(makeFleet(options));
  return { report, receipt, alerts, account: await account(cloud, sites, expectedOf(story)) };
}
