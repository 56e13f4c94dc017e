/**
 * How likely it is that so much fails by chance alone: `P(X ≥ failed)` of `of` independent tries
 * that each fail with probability `usual`. Exact but for rounding; 1 when nothing failed.
 */
export function tailChance(failed: number, of: number, usual: number): number {
  if (failed <= 0 || usual >= 1) {
    return 1;
  }
  if (usual <= 0 || failed > of) {
    return 0;
  }
  const logOdds = Math.log(usual) - Math.log1p(-usual);
  let logTerm =
    logChoose(of, failed) + failed * Math.log(usual) + (of - failed) * Math.log1p(-usual);
  let sum = 0;
  for (let tries = failed; tries <= of; tries += 1) {
    const term = Math.exp(logTerm);
    sum += term;
    // Beyond the mode each term is smaller than the one before: what follows no longer counts.
    if (tries > of * usual && term < sum * 1e-12) {
      break;
    }
    logTerm += Math.log(of - tries) - Math.log(tries + 1) + logOdds;
  }
  return Math.min(1, sum);
}

/**
 * An upper bound of the chance that some of `of` circuits look as bad as these do, given for each
 * how likely it is to look so by chance: C(of, n) · p₁ · … · pₙ of the n worst, for the n that is
 * the least likely. One more circuit that fails never makes it larger.
 */
export function jointChance(chances: readonly number[], of: number): number {
  let least = 0;
  let log = 0;
  chances
    .toSorted((a, b) => a - b)
    .forEach((chance, index) => {
      const choose = Math.log(Math.max(1, of - index)) - Math.log(index + 1);
      log += Math.log(chance) + choose;
      least = Math.min(least, log);
    });
  return Math.exp(least);
}

function logChoose(n: number, k: number): number {
  let log = 0;
  for (let step = 1; step <= Math.min(k, n - k); step += 1) {
    log += Math.log(n - step + 1) - Math.log(step);
  }
  return log;
}
