import { describe, expect, it } from '@jest/globals';
import type { WriteAnswer } from '../../../shared/domain/deployment';
import {
  afterAnswers,
  opensAt,
  startPace,
  writesAllowed,
} from '../../../shared/domain/restore/pace';
import type { Pace } from '../../../shared/domain/restore/pace';
import { sharesOf } from '../../../shared/domain/restore/shares';
import { plusSeconds, secondsBetween } from '../../../shared/domain/time';
import { start } from '../../support/builders';
import { pick, seeded } from '../../support/random';

const limit = { burst: 25, perMinute: 25 };
const started: WriteAnswer = { status: 'started' };
/** Answers that are there as soon as the writes are sent. */
const together = (now: string) => ({ sentAt: now, now });
const times = (count: number, answer: WriteAnswer = started) =>
  Array.from({ length: count }, () => answer);

/** The pace of one of so many plants that have as much to write each. */
function paceOf(plants = 1, over = limit, turn = 0): Pace {
  return startPace(over, { writes: 20, ofWrites: 20 * plants, turn, plants }, start);
}

describe('the pace of one plant', () => {
  it('starts with the whole burst when it is alone, and with its share when it is not', () => {
    expect(writesAllowed(paceOf(1), start)).toBe(25);
    expect(writesAllowed(paceOf(10), start)).toBe(3);
  });

  it.each([1, 2, 3, 7, 10, 25, 100, 200])(
    'lets all of %i plants together begin with the whole burst and no more',
    (plants) => {
      const first = Array.from({ length: plants }, (_, turn) =>
        writesAllowed(paceOf(plants, limit, turn), start),
      );

      expect(first.reduce((sum, writes) => sum + writes, 0)).toBe(25);
    },
  );

  it('gives a plant that has more to write a larger share', () => {
    const shares = sharesOf([
      { plant: 'P001', writes: 150 },
      { plant: 'P002', writes: 30 },
      { plant: 'P003', writes: 20 },
    ]).map(({ share }) => startPace({ burst: 20, perMinute: 20 }, share, start));

    expect(shares.map((pace) => writesAllowed(pace, start))).toEqual([15, 3, 2]);
    expect(shares.map(({ perMinute }) => perMinute)).toEqual([15, 3, 2]);
  });

  it('is closed when the burst is spent, and opens when one write is refilled', () => {
    const spent = afterAnswers(paceOf(), times(25), together(start));

    expect(writesAllowed(spent, start)).toBe(0);
    expect(opensAt(spent, start)).toBe(plusSeconds(start, 60 / 25));
    expect(writesAllowed(spent, plusSeconds(start, 2.399))).toBe(0);
    expect(writesAllowed(spent, plusSeconds(start, 2.4))).toBe(1);
  });

  it('is refilled up to its burst and no further', () => {
    const spent = afterAnswers(paceOf(), times(25), together(start));

    expect(writesAllowed(spent, plusSeconds(start, 3600))).toBe(25);
  });

  it('refills slower the more plants share the limit', () => {
    const spent = afterAnswers(paceOf(10), times(3), together(start));

    // 0.4 are left of the 3.4, and a tenth of 25 a minute comes back.
    expect(opensAt(spent, start)).toBe(plusSeconds(start, 14.4));
  });

  it('is silent for as long as the service asks, and then begins with one', () => {
    const told = afterAnswers(
      paceOf(),
      times(1, { status: 'throttled', retryAfterSeconds: 17 }),
      together(start),
    );

    expect(writesAllowed(told, plusSeconds(start, 16.999))).toBe(0);
    expect(opensAt(told, start)).toBe(plusSeconds(start, 17));
    expect(writesAllowed(told, plusSeconds(start, 17))).toBeGreaterThanOrEqual(1);
  });

  it('keeps to the longest silence that was asked for', () => {
    const answers = [17, 3].map((retryAfterSeconds): WriteAnswer => ({
      status: 'throttled',
      retryAfterSeconds,
    }));

    expect(opensAt(afterAnswers(paceOf(), answers, together(start)), start)).toBe(
      plusSeconds(start, 17),
    );
  });

  it('takes its share of what the service says is left beyond the burst it was told of', () => {
    const told = afterAnswers(paceOf(2), [{ status: 'started', remaining: 95 }], together(start));

    expect(writesAllowed(told, start)).toBe(35);
  });

  it('does not count twice on what is left of the burst: other plants are about to write it', () => {
    const spent = afterAnswers(
      paceOf(10),
      times(3, { ...started, remaining: 22 }),
      together(start),
    );

    expect(writesAllowed(spent, start)).toBe(0);
  });

  it('is paid when writes are sent, and earns the next ones while they are answered', () => {
    const limitOf5 = { burst: 5, perMinute: 30 };
    const answered = plusSeconds(start, 12);

    const pace = afterAnswers(paceOf(10, limitOf5), times(1), { sentAt: start, now: answered });

    // 0.4 are left of the 1.4, and a tenth of 30 a minute comes back.
    expect(opensAt(pace, answered)).toBe(answered);
    expect(writesAllowed(pace, answered)).toBe(1);
  });

  it('earns no more than the whole burst while writes are answered, however long that takes', () => {
    const answered = plusSeconds(start, 600);

    const pace = afterAnswers(paceOf(10), times(3), { sentAt: start, now: answered });

    expect(writesAllowed(pace, answered)).toBe(25);
  });

  it('does not pay for what was not written', () => {
    const answers: WriteAnswer[] = [
      { status: 'alreadyThere', byUs: false },
      { status: 'changed', found: 'e:1' },
      { status: 'gone' },
      { status: 'busy' },
    ];

    expect(writesAllowed(afterAnswers(paceOf(), answers, together(start)), start)).toBe(25);
  });

  it.each(Array.from({ length: 20 }, (_, seed) => seed))(
    'never writes more than its burst and its rate allow, in any stretch of time (seed %i)',
    (seed) => {
      const random = seeded(seed);
      const over = {
        burst: pick(random, [1, 5, 25, 200]),
        perMinute: pick(random, [0.5, 25, 600]),
      };
      const sharers = pick(random, [1, 3, 10]);
      const writes: string[] = [];
      let pace = paceOf(sharers, over);
      let now = start;

      for (let round = 0; round < 300; round += 1) {
        const count = Math.min(writesAllowed(pace, now), pick(random, [1, 2, 25]));
        writes.push(...Array.from({ length: count }, () => now));
        const throttled =
          random() < 0.1 ? [{ status: 'throttled' as const, retryAfterSeconds: 1 }] : [];
        pace = afterAnswers(pace, [...times(count), ...throttled], together(now));
        now = random() < 0.5 ? opensAt(pace, now) : plusSeconds(now, random() * 10);
      }

      expect(writes.length).toBeGreaterThan(20);
      expect(
        worstExcess(writes, {
          burst: (over.burst - 1) / sharers + 1,
          perSecond: over.perMinute / 60 / sharers,
        }),
      ).toBeLessThan(1e-3);
    },
  );

  it('lets plants that share too little begin one after the other, as fast as writes come back', () => {
    const opens = [0, 24, 25, 26, 199].map((turn) => opensAt(paceOf(200, limit, turn), start));

    // 25 at once, then 25 a minute.
    expect(opens.map((at) => secondsBetween(start, at))).toEqual([0, 0, 2.4, 4.8, 420]);
  });

  it('has no plant wait for more others than can have been asked for silence with it', () => {
    const throttled: WriteAnswer = { status: 'throttled', retryAfterSeconds: 1 };
    const pace = afterAnswers(paceOf(200, limit, 199), [throttled], together(start));

    // Turn 199 is the last of its 25: 24 others have 2.4 s each.
    expect(secondsBetween(start, pace.closedUntil)).toBeCloseTo(1 + 24 * 2.4);
  });

  it('lets plants that were all asked for silence begin again one after the other', () => {
    const throttled: WriteAnswer = { status: 'throttled', retryAfterSeconds: 17 };
    const opens = [0, 1, 9].map((turn) =>
      opensAt(afterAnswers(paceOf(10, limit, turn), [throttled], together(start)), start),
    );

    expect(opens.map((at) => secondsBetween(start, at))).toEqual([17, 19.4, 38.6]);
  });
});

/** By how many writes the busiest stretch is above what a bucket of that size lets through. */
function worstExcess(
  writes: readonly string[],
  { burst, perSecond }: { burst: number; perSecond: number },
): number {
  const seconds = writes.map((at) => Date.parse(at) / 1000);
  let worst = -Infinity;
  // The most a stretch can be over, ending at each write: Kadane's sum, carried along.
  let over = 0;
  for (const [index, at] of seconds.entries()) {
    over = Math.max(0, over - (at - (seconds[index - 1] ?? at)) * perSecond) + 1;
    worst = Math.max(worst, over - burst);
  }
  return worst;
}
