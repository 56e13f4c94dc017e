import { circuitName } from '../fleet';
import { blamedIn } from '../incident';
import type { Incident } from '../incident';
import type { Policy } from '../policy';
import type { Assessment } from './assessment';

/** Says how far an incident reaches, from what is known when it is opened. */
export function assessIncident(incident: Incident, impact: Policy['impact']): Assessment {
  const { severity, failing } = incident;
  return {
    component: componentOf(incident),
    ...(severity === undefined ? {} : { severity }),
    circuits: failing.length,
    plants: new Set(failing.map(({ plant }) => plant)).size,
    ...errorRatioOf(incident),
    userImpact: impact.user,
    businessImpact: impact.business,
  };
}

/** What is blamed; without blame, what all that fails has in common. */
function componentOf(incident: Incident): Assessment['component'] {
  const blamed = blamedIn(incident);
  const releases = [...new Set(blamed.map(({ release }) => release))].join(', ');
  const [kind = 'both', ...others] = new Set(blamed.map((one) => one.kind));
  if (blamed.length > 0) {
    return kind === 'both' || others.length > 0
      ? { of: 'release', name: releases }
      : { of: kind, name: `the ${kind} of ${releases}` };
  }
  const { failing } = incident;
  const [first, second] = failing;
  if (first && !second) {
    return { of: 'circuit', name: circuitName(first) };
  }
  return first && failing.every(({ plant }) => plant === first.plant)
    ? { of: 'plant', name: first.plant }
    : { of: 'unknown', name: 'unknown' };
}

/** By the breached rule that sees most circuits fail. */
function errorRatioOf({ explanation }: Incident): Pick<Assessment, 'errorRatio'> {
  const [worst] = (explanation?.rules ?? [])
    .filter(({ answer, measured }) => answer === 'breached' && measured > 0)
    .toSorted((a, b) => b.failing - a.failing);
  return worst ? { errorRatio: { failing: worst.failing, measured: worst.measured } } : {};
}
