import { number, of1, of2, timespan } from './overload';
import type { Functions } from './overload';

/** Functions on numbers. */
export const mathFunctions: Functions = {
  abs: [of1(number, Math.abs), of1(timespan, (span) => (span < 0n ? -span : span))],
  ceiling: [of1(number, Math.ceil)],
  exp: [of1(number, Math.exp)],
  log: [of1(number, Math.log)],
  log10: [of1(number, Math.log10)],
  log2: [of1(number, Math.log2)],
  pow: [of2([number, number], Math.pow)],
  round: [of1(number, (value) => round(value, 0)), of2([number, number], round)],
  sign: [of1(number, Math.sign)],
  sqrt: [of1(number, (value) => (value < 0 ? null : Math.sqrt(value)))],
};

/** Halves go away from zero. */
function round(value: number, digits: number): number {
  const scale = 10 ** digits;
  return (Math.sign(value) * Math.round(Math.abs(value) * scale)) / scale;
}
