/** As much of a rule as can contradict itself. */
type Claims = {
  metric: string;
  breachedWhen: { with: string; operator?: string };
  action: string;
  overMinutes: number;
  sustained?: { minutes: number; everyMinutes: number } | undefined;
  sampled?: { everyMinutes: number; forMinutes: number } | undefined;
  consecutiveSamples?: number | undefined;
  withinMinutesOfDeploy?: number | undefined;
  settleMinutes: number;
};

export type Nonsense = { path: string[]; message: string };

const withoutBaseline = new Set(['failedJobs', 'jobFailureRate', 'alertsPerHour', 'alert']);
const ofTheFleet = new Set(['alertsPerHour', 'alert']);

/** Older samples belong to the baseline, which ends an hour ago. */
const longestAgainstBaseline = 60;

/** What a rule says that cannot be meant: each with the field it is about. */
export function nonsenseIn(rule: Claims): Nonsense[] {
  return [...aboutMeasure(rule), ...aboutTime(rule)];
}

function aboutMeasure({ metric, breachedWhen, action }: Claims): Nonsense[] {
  const found: Nonsense[] = [];
  if (metric === 'alert' && action === 'rollBack') {
    found.push({
      path: ['action'],
      message:
        'found rollBack for an alert that nothing confirms, expected alert, restart or investigate: an alert alone never rolls back',
    });
  }
  if (breachedWhen.with === 'baseline' && withoutBaseline.has(metric)) {
    found.push({
      path: ['breachedWhen', 'with'],
      message: `found baseline for ${metric}, which has none, expected limit`,
    });
  }
  if (breachedWhen.with === 'severity' && metric !== 'drift') {
    found.push({
      path: ['breachedWhen', 'with'],
      message: `found severity for ${metric}, expected limit or baseline: only drift has severities`,
    });
  }
  return found;
}

function aboutTime(rule: Claims): Nonsense[] {
  const { metric, breachedWhen, overMinutes, sustained, sampled, consecutiveSamples } = rule;
  const { withinMinutesOfDeploy, settleMinutes } = rule;
  const found: Nonsense[] = [];
  if (metric === 'alertsPerHour' && overMinutes !== 60) {
    const message = `found ${overMinutes}, expected 60: alerts are counted by the hour`;
    found.push({ path: ['overMinutes'], message });
  }
  const modes = Object.entries({ sustained, sampled, consecutiveSamples })
    .filter(([, given]) => given !== undefined)
    .map(([name]) => name);
  if (modes.length > 1) {
    const message = `found ${modes.join(' and ')}, expected at most one of them`;
    found.push({ path: [modes[1] ?? ''], message });
  }
  if (ofTheFleet.has(metric) && (modes.length > 0 || withinMinutesOfDeploy !== undefined)) {
    const path = [modes[0] ?? 'withinMinutesOfDeploy'];
    found.push({ path, message: `found for ${metric}, which is not measured by circuit` });
  }
  if (sustained && sustained.minutes % sustained.everyMinutes !== 0) {
    const message = `found ${sustained.minutes} min in slots of ${sustained.everyMinutes} min, expected a whole number of slots`;
    found.push({ path: ['sustained', 'everyMinutes'], message });
  }
  if (withinMinutesOfDeploy !== undefined && settleMinutes > withinMinutesOfDeploy) {
    const message = `found ${settleMinutes}, expected at most withinMinutesOfDeploy, ${withinMinutesOfDeploy}`;
    found.push({ path: ['settleMinutes'], message });
  }
  const reach = Math.max(overMinutes + (sampled?.forMinutes ?? 0), sustained?.minutes ?? 0);
  if (breachedWhen.with === 'baseline' && reach > longestAgainstBaseline) {
    const message = `found a reach of ${reach} min, expected at most ${longestAgainstBaseline} min: the baseline ends there`;
    found.push({ path: ['overMinutes'], message });
  }
  return found;
}
