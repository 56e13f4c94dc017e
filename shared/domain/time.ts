import { z } from 'zod';

/** A moment, always UTC with milliseconds, so that text order is time order. */
export const Instant = z.iso.datetime({ precision: 3 });
export type Instant = z.infer<typeof Instant>;

const iso = /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?(?:Z|[+-]\d{2}:?\d{2})?$/i;
const american = /^\d{1,2}\/\d{1,2}\/\d{4} \d{1,2}:\d{2}(?::\d{2})?(?: [AP]M)?$/i;

/**
 * Reads a moment as Azure writes it: ISO with or without fractions and offset, or the US form
 * without a zone that old log alerts use (taken as UTC). Undefined when it is no moment at all.
 */
export function readInstant(text: string): Instant | undefined {
  // Date.parse alone finds a moment in nearly anything: it takes "batch 5" for May 2001.
  if (!iso.test(text) && !american.test(text)) {
    return undefined;
  }
  const zoned = /(?:Z|[+-]\d{2}:?\d{2})$/i.test(text) ? text : `${text}Z`;
  const asZoned = Date.parse(zoned);
  const ms = Number.isNaN(asZoned) ? Date.parse(`${text} UTC`) : asZoned;
  return Number.isNaN(ms) ? undefined : new Date(ms).toISOString();
}

export function instantOf(epochMs: number): Instant {
  return new Date(epochMs).toISOString();
}

/** Rounds up to the millisecond, so that waiting until then is never too short. */
export function plusSeconds(at: Instant, seconds: number): Instant {
  return new Date(Math.ceil(Date.parse(at) + seconds * 1000)).toISOString();
}

export function minusMinutes(at: Instant, minutes: number): Instant {
  return plusSeconds(at, -60 * minutes);
}

export function secondsBetween(from: Instant, to: Instant): number {
  return (Date.parse(to) - Date.parse(from)) / 1000;
}

/** The start of the window of this length that a moment falls into; windows tile all of time. */
export function windowStart(at: Instant, windowSeconds: number): Instant {
  const length = windowSeconds * 1000;
  return new Date(Math.floor(Date.parse(at) / length) * length).toISOString();
}

/** A moment for names of blobs and orchestrations: `20261121T004015.250Z`. */
export function compact(at: Instant): string {
  return at.replaceAll(/[-:]/g, '');
}

/** For people: `2026-11-21 00:40:15 UTC`. */
export function forPeople(at: Instant): string {
  return `${at.slice(0, 10)} ${at.slice(11, 19)} UTC`;
}

/** For people: `42 s`, `3 min 5 s`. */
export function duration(seconds: number): string {
  const whole = Math.round(seconds);
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}
