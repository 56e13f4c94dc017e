import type { Cause } from '../../shared/domain/incident';
import { circuitKey, subscriptionOf } from '../../shared/domain/fleet';
import { inBatches } from '../../shared/domain/inBatches';
import type { Plan } from '../../shared/domain/plan/plan';
import type { Instant } from '../../shared/domain/time';
import { healthSince } from '../../shared/domain/wave/health';
import type { Health } from '../../shared/domain/wave/health';
import { decideNextWave } from '../../shared/domain/wave/nextWave';
import type { Begun, NextWave } from '../../shared/domain/wave/nextWave';
import type { Services } from '../../shared/ports';

type Needs = Pick<Services, 'incidents' | 'rollbacks' | 'settings' | 'telemetry' | 'log'>;
type Ask = { cause: Cause; wave: number; since: Instant; now: Instant };
type Answer =
  | { next: 'wave'; plants: { plant: string; writes: number; budget?: string }[] }
  | Exclude<NextWave, { next: 'wave' }>;

/** Decides what is written next, and puts it on record: asked twice, it answers the same wave. */
export async function nextWave({ cause, wave, since, now }: Ask, services: Needs): Promise<Answer> {
  const { rollbacks, settings, log } = services;
  const { incident } = cause;
  const plan = await rollbacks.plan(incident);
  if (!plan) {
    throw new Error(`there is no plan of ${incident} to go on with`);
  }
  const waves = await rollbacks.waves(incident);
  const known = waves[wave];
  const policy = (await settings.policy()).restore.waves;
  const decided: NextWave = known
    ? { next: 'wave', plants: known }
    : decideNextWave({
        strategy: plan.strategy,
        plan,
        begun: await outcomesOf(cause, waves.slice(0, wave), services),
        since,
        now,
        health: await healthOf(plan, { cause, wave, since, now }, services),
        policy,
      });
  log.info('next wave decided', { ...cause, wave, ...summary(decided) });
  if (decided.next !== 'wave') {
    return decided;
  }
  const plants = await rollbacks.saveWave(incident, wave, decided.plants);
  const fleet = await settings.fleet();
  return {
    next: 'wave',
    plants: plants.map(({ plant, targets }) => {
      const budget = subscriptionOf(fleet, plant);
      return { plant, writes: targets.length, ...(budget === undefined ? {} : { budget }) };
    }),
  };
}

async function outcomesOf(
  cause: Cause,
  waves: readonly Begun['plants'][],
  { rollbacks }: Needs,
): Promise<Begun[]> {
  return inBatches([...waves.entries()], async ([wave, plants]) => {
    const records = await inBatches(plants, ({ plant }) =>
      rollbacks.outcomes({ cause, wave, plant }),
    );
    return { plants, outcomes: records.flatMap((record) => record?.outcomes ?? []) };
  });
}

const nothing: Health = { breached: new Set(), ok: new Set() };

/** All at once needs no measurement; the first wave of a bisection goes by what was found failing. */
async function healthOf(
  { strategy }: Plan,
  { cause, wave, since, now }: Ask,
  { incidents, settings, telemetry }: Needs,
): Promise<Health> {
  if (strategy === 'emergency' || (strategy === 'planned' && wave === 0)) {
    return nothing;
  }
  const incident = await incidents.read(cause.incident);
  if (wave === 0) {
    return { ...nothing, breached: new Set(incident?.failing.map(circuitKey)) };
  }
  const [fleet, policy] = await Promise.all([settings.fleet(), settings.policy()]);
  const evidence = await telemetry.evidence({ fleet, policy, now });
  // Who is left alone by a bisection has been as it is all along: all of it tells.
  const from = strategy === 'bisect' ? (incident?.openedAt ?? since) : since;
  return healthSince(from, { evidence, policy, now });
}

function summary(decided: NextWave): Record<string, unknown> {
  return decided.next === 'wave' ? { next: 'wave', plants: decided.plants.length } : decided;
}
