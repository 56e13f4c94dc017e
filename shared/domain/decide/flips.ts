import { forPeople, secondsBetween } from '../time';
import type { Decision } from './decision';
import type { Explanation } from './explanation';
import type { Hearing } from './hearing';
import { judge } from './judge';
import type { Judgement } from './judge';
import { withBroken, withHealed, withRelease, withoutRelease } from './vary';
import { counted } from './words';

type Flips = Explanation['flips'];
type Variation = { change: string; hearing: Hearing };

/** More releases than this are not varied one by one. */
const releasesToVary = 5;

/**
 * Changes that, each by itself, would have come to another decision, the smallest of their sort:
 * found by really deciding again. The search is bounded: numbers of circuits are found by halving.
 */
export function flipsOf(hearing: Hearing, { decision }: Judgement): Flips {
  const now = nameOf(decision);
  const outcome = (varied: Hearing) => nameOf(judge(varied).decision);
  return [...fewerFailing(hearing, (varied) => outcome(varied) !== now), ...otherwise(hearing)]
    .map(({ change, hearing: varied }) => ({ change, becomes: outcome(varied) }))
    .filter(({ becomes }) => becomes !== now);
}

/** What is decided, and about which release: another release is another decision. */
function nameOf(decision: Judgement['decision']): string {
  switch (decision.action) {
    case 'rollBack':
      return `roll back ${decision.blamed.map(({ release, kind }) => `${kind} of ${release}`).join(' and ')}`;
    case 'escalate':
      return `call a person (${decision.hold})`;
    case 'ignore':
    case 'alert':
    case 'restart':
    case 'investigate':
      return decision.action satisfies Decision['action'];
  }
}

/** So many failing circuits fewer, once of those that a release changed, once of the others. */
function fewerFailing(hearing: Hearing, isOther: (varied: Hearing) => boolean): Variation[] {
  const changed = new Set(hearing.candidates.flatMap((one) => [...one.changed]));
  const failing = [...new Set(hearing.inquiries.flatMap((one) => [...one.failing]))].toSorted();
  const sorts = [
    { noun: 'failing circuit', keys: failing.filter((key) => changed.has(key)) },
    {
      noun: 'failing circuit that no release changed',
      keys: failing.filter((key) => !changed.has(key)),
    },
  ];
  return sorts.flatMap(({ noun, keys }) => {
    const healed = (count: number) => withHealed(hearing, new Set(keys.slice(keys.length - count)));
    const count = least(keys.length, (tried) => isOther(healed(tried)));
    return count === undefined
      ? []
      : [{ change: `${count} ${count === 1 ? noun : plural(noun)} fewer`, hearing: healed(count) }];
  });
}

function otherwise(hearing: Hearing): Variation[] {
  const { alerts, candidates, inquiries, now, policy, rules, tooOld } = hearing;
  const { releaseWithinMinutes } = policy.blame;
  const releases = [...new Set(candidates.map(({ release }) => release))].slice(0, releasesToVary);
  return [
    ...releases.map((release) => ({
      change: `${release} older than ${releaseWithinMinutes} min`,
      hearing: withoutRelease(hearing, release),
    })),
    ...tooOld.slice(0, releasesToVary).map((candidate) => ({
      change: `blame.releaseWithinMinutes of ${Math.ceil(secondsBetween(candidate.at, now) / 60)}, as ${candidate.release} is of ${forPeople(candidate.at)}`,
      hearing: withRelease(hearing, candidate),
    })),
    ...(alerts.dependenciesDown.length > 0
      ? [
          {
            change: 'no dependency down',
            hearing: { ...hearing, alerts: { ...alerts, dependenciesDown: [] } },
          },
        ]
      : []),
    ...(inquiries.length === 0 ? rules : []).flatMap((assessed) => {
      const { rule, verdict } = assessed;
      const failing = verdict.circuits.filter(({ answer }) => answer === 'breached').length;
      const more = Math.max(1, rule.minCircuits - failing);
      return rule.action === 'rollBack' &&
        verdict.answer === 'ok' &&
        verdict.circuits.length >= more
        ? [
            {
              change: `${counted(more, 'more failing circuit')} by ${rule.id}`,
              hearing: withBroken(hearing, assessed, more),
            },
          ]
        : [];
    }),
  ];
}

/** The least count up to `most` that does it, if there is one, where what does it goes on doing it. */
function least(most: number, does: (count: number) => boolean): number | undefined {
  if (most === 0 || !does(most)) {
    return undefined;
  }
  let low = 1;
  let high = most;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (does(middle)) {
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  return low;
}

function plural(noun: string): string {
  return noun.replace('circuit', 'circuits');
}
