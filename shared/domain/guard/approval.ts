import { counted } from '../decide/words';
import { kindOf } from './ledger';
import { passed, refused } from './question';
import type { Case, Guard, Question } from './question';

/** Kinds of rollback that wait for a person, as the policy asks. */
export const approval: Guard = (of) => {
  const { requireApprovalFor } = of.policy.guards;
  const kinds = new Set(of.targets.map(kindOf));
  const waiting = requireApprovalFor.filter((kind) => kinds.has(kind));
  if (waiting.length === 0) {
    return passed('nothing of it waits for approval');
  }
  return isApproved(of)
    ? passed('a person approved the plan by its hash')
    : refused(
        `0 approvals < 1 for a rollback of ${waiting.join(' and ')} on ${counted(of.targets.length, 'circuit')}; ${wayToStart(of)}`,
      );
};

/** A person who starts a rollback with the hash of its plan has seen exactly what it writes. */
export function isApproved({ incident: { origin, terms }, planHash }: Question): boolean {
  return origin.by === 'person' && terms?.planHash === planHash;
}

/** More circuits than this are not spelled out in a sentence. */
const mostNamed = 50;

/** How a person starts what is waiting: the request, with the hash of the plan where it is the same. */
export function wayToStart({ blamed, planHash, incident: { id } }: Case): string {
  const whole = blamed.length === 1;
  const requests = blamed.map(({ release, kind, scope }) => {
    const circuits = scope.of === 'circuits' ? scope.circuits : undefined;
    const named = circuits === undefined || circuits.length <= mostNamed;
    const body = {
      release,
      kind,
      ...(circuits && named ? { circuits } : {}),
      ...(whole && named ? { planHash } : {}),
      reason: `approved after ${id}`,
    };
    const rest = named ? '' : ` with the ${circuits.length} circuits of the incident`;
    return `POST /api/rollbacks ${JSON.stringify(body)}${rest}`;
  });
  return `a person starts it with ${requests.join(' and then ')}`;
}
