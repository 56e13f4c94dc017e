import type { Command } from 'commander';
import { z } from 'zod';
import { circuitKey, circuitName } from '../../shared/domain/fleet';
import type { Circuit } from '../../shared/domain/fleet';
import type { Blamed } from '../../shared/domain/decide/blamed';
import { blamedIn } from '../../shared/domain/incident';
import { Rollback } from '../api/answers';
import type { KnownRollback } from '../api/answers';
import { carryOut } from '../command';
import type { Answer, Kit, Session } from '../command';
import { Failure, exits } from '../failure';
import { newKey } from '../newKey';
import {
  CircuitOptions,
  Id,
  Watching,
  WhoAndWhy,
  addCircuits,
  addWatching,
  addWhoAndWhy,
  oneCircuit,
  requester,
} from '../options';
import { isKnown } from '../show/showIncident';
import { startAndTell } from '../startAndTell';
import { OverrideGuards, addOverrideGuards } from '../wish';

/** `retry`: a new rollback of one circuit that an earlier one did not restore. */
export function addRetry(program: Command, session: Session): void {
  const retry = program
    .command('retry')
    .argument('<id>', 'of the rollback that has ended')
    .summary('roll one circuit back once more that a rollback did not restore')
    .description(
      'Starts a new rollback of one circuit that a rollback did not restore, of the same release and on the same terms.',
    );
  const withGuards = addOverrideGuards(addCircuits(retry));
  addWatching(addWhoAndWhy(withGuards, 'optional')).addHelpText(
    'after',
    '\nExample: ripcord retry manual-1 --circuit P003/C007 --watch',
  );
  carryOut(retry, session, { input: RetryInput, run: tryAgain });
}

const RetryInput = z.object({
  ...Id.shape,
  ...CircuitOptions.shape,
  ...WhoAndWhy.shape,
  ...Watching.shape,
  overrideGuards: OverrideGuards,
});

async function tryAgain(input: z.infer<typeof RetryInput>, kit: Kit): Promise<Answer> {
  const { id, watch: isWatched, every } = input;
  const circuit = oneCircuit(input);
  const found = await kit.api().get(`/api/rollbacks/${id}`, Rollback);
  const blamed = isKnown(found) ? retriable(found, circuit) : undefined;
  if (!isKnown(found) || !blamed) {
    throw new Failure(exits.finding, `${id} is ${found.status}, expected one that has ended`);
  }
  const { choice, strategy, acceptMigrations } = found.terms ?? {};
  const { target, ...versions } = choice ?? { target: 'previous' as const };
  const body = {
    release: blamed.release,
    kind: blamed.kind,
    circuits: [circuit],
    to: target === 'version' ? versions : target,
    ...(strategy && { strategy }),
    ...(acceptMigrations && { acceptMigrations }),
    ...(input.overrideGuards && { overrideGuards: input.overrideGuards }),
    reason: input.reason ?? `once more for ${circuitName(circuit)}, after ${id}`,
    ...requester(input, kit.env),
    key: newKey(),
  };
  return startAndTell(
    {
      body,
      what: `${blamed.kind} of ${blamed.release} on ${circuitName(circuit)}`,
      facts: { release: blamed.release, circuit },
      isWatched,
      everySeconds: every,
    },
    kit,
  );
}

/** What is to be taken back once more. Refuses a circuit that is restored or was never in it. */
function retriable(incident: KnownRollback, circuit: Circuit): Blamed {
  const { id, status, outcomes } = incident;
  if (status === 'rollingBack') {
    throw new Failure(exits.finding, `${id} is still rolling back, expected one that has ended`);
  }
  const name = circuitName(circuit);
  const outcome = outcomes.find(({ target }) => circuitKey(target) === circuitKey(circuit));
  if (!outcome) {
    throw new Failure(exits.finding, `${id} had nothing to do with ${name}`);
  }
  if (outcome.status === 'restored') {
    throw new Failure(exits.finding, `${name} was restored by ${id}: there is nothing to retry`);
  }
  const [only, ...others] = blamedIn(incident).filter(
    ({ scope }) =>
      scope.of === 'release' ||
      scope.circuits.some((one) => circuitKey(one) === circuitKey(circuit)),
  );
  if (!only || others.length > 0) {
    const releases = [only, ...others].flatMap((one) => (one ? [one.release] : []));
    throw new Failure(
      exits.finding,
      `${id} took ${releases.join(' and ') || 'no release'} back on ${name}, expected one release: use \`ripcord rollback\``,
    );
  }
  return only;
}
