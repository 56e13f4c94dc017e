import { describe, expect, it } from '@jest/globals';
import type { Outcome } from '../../../shared/domain/deployment';
import { circuitKey } from '../../../shared/domain/fleet';
import type { Plan } from '../../../shared/domain/plan/plan';
import { plusSeconds } from '../../../shared/domain/time';
import { decideNextWave } from '../../../shared/domain/wave/nextWave';
import type { Begun, NextWave, WaveQuestion } from '../../../shared/domain/wave/nextWave';
import { aPolicy, ended, restored, someTargets, start } from '../../support/builders';
import { pick, seeded } from '../../support/random';

const policy = aPolicy().restore.waves;
const none: WaveQuestion['health'] = { breached: new Set(), ok: new Set() };

function aPlan(strategy: Plan['strategy'], ...sizes: number[]): Plan {
  const waves = sizes.map((size, index) => {
    const plant = `P00${index + 1}`;
    return { plants: [{ plant, targets: someTargets(size, plant) }] };
  });
  return { releases: ['Release-123'], strategy, waves, alreadyThere: [], blocked: [], notes: [] };
}

function ask(over: Partial<WaveQuestion> & Pick<WaveQuestion, 'plan'>): NextWave {
  return decideNextWave({
    strategy: over.plan.strategy,
    begun: [],
    since: start,
    now: plusSeconds(start, 60),
    health: none,
    policy,
    ...over,
  });
}

function begun({ waves }: Plan, outcome?: (target: Outcome['target']) => Outcome): Begun {
  const plants = waves[0]?.plants ?? [];
  const targets = plants.flatMap((plant) => plant.targets);
  return { plants, outcomes: targets.map(outcome ?? ((target) => restored(target))) };
}

describe('decideNextWave', () => {
  it('writes the first wave at once, and ends when every wave is written', () => {
    const plan = aPlan('emergency', 3);

    expect(ask({ plan, now: start })).toEqual({ next: 'wave', plants: plan.waves[0]?.plants });
    expect(ask({ plan, begun: [begun(plan)], now: start })).toMatchObject({ next: 'end' });
  });

  it('lets a wave settle before the next begins', () => {
    const plan = aPlan('planned', 2, 2);
    const soon = { plan, begun: [begun(plan)], now: plusSeconds(start, 59) };

    expect(ask(soon)).toEqual({ next: 'wait', until: plusSeconds(start, 60) });
    expect(ask({ ...soon, now: plusSeconds(start, 60) })).toMatchObject({ next: 'wave' });
  });

  it.each([
    { failed: 1, allowed: 0, next: 'held' },
    { failed: 1, allowed: 10, next: 'wave' },
    { failed: 2, allowed: 10, next: 'held' },
  ])(
    'with $failed of 10 not restored and $allowed % allowed: $next',
    ({ failed, allowed, next }) => {
      const plan = aPlan('planned', 10, 2);
      let left = failed;
      const wave = begun(plan, (target) => {
        left -= 1;
        return left >= 0 ? ended('unverified', 'hung', target) : restored(target);
      });

      const over = { policy: { ...policy, maxFailedPercent: allowed } };
      expect(ask({ plan, begun: [wave], ...over })).toMatchObject({ next });
    },
  );

  it('holds when a restored circuit still breaches, and names it', () => {
    const plan = aPlan('planned', 3, 3);
    const health = { breached: new Set(['P001:C001', 'P001:C002']), ok: new Set<string>() };

    expect(ask({ plan, begun: [begun(plan)], health })).toEqual({
      next: 'held',
      reason: 'P001/C001 and 1 more of wave 1 still breach after they were restored',
    });
  });

  it('is not held by a circuit whose turn has not come', () => {
    const plan = aPlan('planned', 3, 3);
    const health = { breached: new Set(['P002:C001']), ok: new Set<string>() };

    expect(ask({ plan, begun: [begun(plan)], health })).toMatchObject({ next: 'wave' });
  });
});

describe('decideNextWave, bisecting', () => {
  it('begins with what is known to fail and half of the rest', () => {
    const plan = aPlan('bisect', 10);
    const health = { breached: new Set(['P001:C009']), ok: new Set<string>() };

    const next = ask({ plan, health });

    expect(written(next)).toEqual(['P001:C009', ...keys(1, 2, 3, 4, 5)]);
  });

  it('waits for what the rest does, and ends when all of it is in order', () => {
    const plan = aPlan('bisect', 4);
    const half = { plants: [{ plant: 'P001', targets: someTargets(2) }], outcomes: [] };
    const wait = { next: 'wait', until: plusSeconds(start, 120) };

    expect(ask({ plan, begun: [half] })).toEqual(wait);
    expect(
      ask({ plan, begun: [half], health: { breached: new Set(), ok: new Set(keys(3, 4)) } }),
    ).toEqual({ next: 'end', reason: '2 circuits are in order as they are' });
  });

  it('takes what nobody could measure in all that time for bad', () => {
    const plan = aPlan('bisect', 4);
    const half = { plants: [{ plant: 'P001', targets: someTargets(2) }], outcomes: [] };

    expect(written(ask({ plan, begun: [half], now: plusSeconds(start, 1800) }))).toEqual(keys(3));
  });

  it.each(Array.from({ length: 60 }, (_, seed) => seed))(
    'finds the bad circuits in few waves and moves none twice, whatever can be measured (seed %i) [U06]',
    (seed) => {
      const random = seeded(seed);
      const size = 1 + Math.floor(random() * 200);
      const world = aWorld(size, {
        random,
        shareBad: pick(random, [0, 0.02, 0.3, 1]),
        shareSeen: pick(random, [0, 0.1, 0.7, 1]),
      });

      const { restoredKeys, waves } = runBisection(world);

      expect(restoredKeys).toHaveLength(new Set(restoredKeys).size);
      expect(restoredKeys).toEqual(expect.arrayContaining(world.bad));
      expect(waves).toBeLessThanOrEqual(Math.ceil(Math.log2(size)) + 1 + world.signs());
    },
  );

  it('leaves at least half of the innocent alone when each circuit can be told [U06]', () => {
    const world = aWorld(200, {
      random: seeded(1),
      shareBad: 0,
      shareSeen: 1,
      planted: keys(3, 77, 150),
    });

    const { restoredKeys } = runBisection(world);

    expect(restoredKeys).toEqual(expect.arrayContaining(keys(3, 77, 150)));
    expect(restoredKeys.length).toBeLessThanOrEqual(100 + 3);
  });
});

type World = ReturnType<typeof aWorld>;

type Chance = {
  random: () => number;
  shareBad: number;
  /** Of the circuits that have not been measured, how many each look tells of. */
  shareSeen: number;
  planted?: string[];
};

/** A plant of which some circuits are bad; each look tells of more circuits how they do. */
function aWorld(size: number, { random, shareBad, shareSeen, planted }: Chance) {
  const all = someTargets(size).map(circuitKey);
  const bad = planted ?? all.filter(() => random() < shareBad);
  const seen = new Set<string>();
  let signs = 0;
  return {
    plan: aPlan('bisect', size),
    bad,
    /** Looks at which something bad came to light. */
    signs: () => signs,
    look: (left: readonly string[]) => {
      const fresh = left.filter((key) => !seen.has(key) && random() < shareSeen);
      fresh.forEach((key) => seen.add(key));
      signs += fresh.some((key) => bad.includes(key)) ? 1 : 0;
      const known = left.filter((key) => seen.has(key));
      const breached = new Set(known.filter((key) => bad.includes(key)));
      return { breached, ok: new Set(known.filter((key) => !breached.has(key))) };
    },
  };
}

function runBisection({ plan, look }: World) {
  const begunWaves: Begun[] = [];
  const restoredKeys: string[] = [];
  const all = someTargets(plan.waves[0]?.plants[0]?.targets.length ?? 0).map(circuitKey);
  let now = start;
  let since = start;
  let health = none;
  for (let step = 0; step < 2_000; step += 1) {
    const next = ask({ plan, begun: begunWaves, since, now, health });
    if (next.next === 'wave') {
      begunWaves.push({ plants: next.plants, outcomes: [] });
      restoredKeys.push(...written(next));
      since = now;
    } else if (next.next === 'wait') {
      now = next.until;
      health = look(all.filter((key) => !restoredKeys.includes(key)));
    } else {
      return { restoredKeys, waves: begunWaves.length };
    }
  }
  throw new Error('the bisection does not come to an end');
}

function written(next: NextWave): string[] {
  return next.next === 'wave' ? next.plants.flatMap(({ targets }) => targets.map(circuitKey)) : [];
}

function keys(...numbers: number[]): string[] {
  return numbers.map((number) => `P001:C${String(number).padStart(3, '0')}`);
}
