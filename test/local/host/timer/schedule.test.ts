import { describe, expect, it } from '@jest/globals';
import { parseSchedule } from '../../../../local/host/timer/schedule';
import { resumeTimer } from '../../../../local/host/timer/timerStatus';

const at = (time: string): Date => new Date(`2026-11-21T${time}Z`);

describe('parseSchedule', () => {
  it('goes by the clocks of a zone, through summer and winter', () => {
    const { next } = parseSchedule('0 0 9 * * *', 'Europe/Oslo');

    expect(next(new Date('2026-07-01T00:00:00Z'))).toEqual(new Date('2026-07-01T07:00:00Z'));
    expect(next(new Date('2026-12-01T00:00:00Z'))).toEqual(new Date('2026-12-01T08:00:00Z'));
  });

  it('takes a TimeSpan for the time between two runs', () => {
    const { next, isDense } = parseSchedule('02:30:00');

    expect(next(at('10:00:00'))).toEqual(at('12:30:00'));
    expect(isDense).toBe(false);
  });

  it.each([
    { schedule: '*/30 * * * * *', dense: true },
    { schedule: '0,1 0 * * * *', dense: true },
    { schedule: '00:00:59', dense: true },
    { schedule: '0 * * * * *', dense: false },
    { schedule: '00:01:00', dense: false },
  ])('knows whether $schedule may fire twice a minute', ({ schedule, dense }) => {
    expect(parseSchedule(schedule).isDense).toBe(dense);
  });

  it.each(['', 'soon', '00:00:00', '24:00:00'])('refuses "%s"', (text) => {
    expect(() => parseSchedule(text)).toThrow(`"${text}"`);
  });
});

describe('resumeTimer', () => {
  const hourly = parseSchedule('0 0 * * * *');
  const ranAt = (last: string, next: string) => ({
    last: at(last),
    next: at(next),
    lastUpdated: at(last),
  });

  it('begins with the next occurrence when nothing is known', () => {
    expect(resumeTimer(hourly, undefined, at('10:20:00'))).toEqual({
      isPastDue: false,
      status: { last: null, next: at('11:00:00'), lastUpdated: at('10:20:00') },
    });
  });

  it('goes on as before when nothing was missed', () => {
    const status = ranAt('10:00:00', '11:00:00');

    expect(resumeTimer(hourly, status, at('10:20:00'))).toEqual({ isPastDue: false, status });
  });

  it('is past due when an occurrence was missed', () => {
    const status = ranAt('09:00:00', '10:00:00');

    expect(resumeTimer(hourly, status, at('10:20:00'))).toEqual({ isPastDue: true, status });
  });

  it('counts from the last run on when the schedule was changed', () => {
    const daily = ranAt('09:00:00', '23:00:00');

    expect(resumeTimer(hourly, daily, at('09:20:00'))).toEqual({
      isPastDue: false,
      status: { last: null, next: at('10:00:00'), lastUpdated: at('09:00:00') },
    });
    expect(resumeTimer(hourly, daily, at('10:20:00')).isPastDue).toBe(true);
  });

  it('ends when there is no occurrence any more', () => {
    const never = parseSchedule('0 0 0 31 2 *');

    expect(resumeTimer(never, undefined, at('10:00:00'))).toEqual({
      isPastDue: false,
      status: undefined,
    });
  });
});
