import type { Target } from '../deployment';
import { quarantineOf } from '../quarantine';
import type { Quarantine } from '../quarantine';
import { circuitName } from '../fleet';
import { eachCircuit, passed } from './question';
import type { Guard, Said } from './question';

/** What was rolled back from does not come back until somebody lifts its quarantine. */
export const quarantine: Guard = ({ targets, quarantine: entries, incident: { terms } }) =>
  terms?.forward?.quarantined === undefined
    ? outOfQuarantine(targets, entries)
    : passed(`a person goes to what is in quarantine: ${terms.forward.quarantined}`);

function outOfQuarantine(targets: readonly Target[], entries: Quarantine): Said {
  return eachCircuit(
    targets,
    ({ from, to, ...circuit }) => {
      const [found] = quarantineOf(entries, {
        environment: from.environment === to.environment ? '' : to.environment,
        model: from.model === to.model ? undefined : to.model,
      });
      return (
        found &&
        `${circuitName(circuit)} would go to ${found.kind} ${found.asset}, in quarantine since incident ${found.incident}`
      );
    },
    'nothing that is gone back to is in quarantine',
  );
}
