import type { Command } from 'commander';
import { z } from 'zod';
import type { Circuit } from '../../shared/domain/fleet';
import { circuitKey } from '../../shared/domain/fleet';
import type { Control } from '../../shared/domain/restore/control';
import { Rollback, Steered } from '../api/answers';
import { carryOut } from '../command';
import type { Answer, Kit, Session } from '../command';
import { Failure, exits } from '../failure';
import {
  CircuitOptions,
  Id,
  WhoAndWhy,
  addCircuits,
  addWhoAndWhy,
  oneCircuit,
  requester,
} from '../options';
import { isKnown, steeredText } from '../show/showIncident';
import { plain } from '../text/plain';

type Action = { name: string; summary: string; reads: Control['state'] };

const actions: readonly Action[] = [
  {
    name: 'pause',
    summary: 'hold a rollback; what is being written ends',
    reads: 'paused',
  },
  { name: 'resume', summary: 'let a rollback that is paused go on', reads: 'running' },
  { name: 'cancel', summary: 'end a rollback; what is written stays', reads: 'cancelled' },
  {
    name: 'take-over',
    summary: 'end a rollback because you go on by hand',
    reads: 'takenOver',
  },
];

/** `pause`, `resume`, `cancel`, `take-over` and `skip`: steer a rollback that is under way. */
export function addSteering(program: Command, session: Session): void {
  for (const { name, summary, reads } of actions) {
    const command = program
      .command(name)
      .argument('<id>', 'of the rollback')
      .summary(summary)
      .description(
        `${summary[0]?.toUpperCase()}${summary.slice(1)}. Takes effect before the next write, and is read back.`,
      );
    carryOut(addWhoAndWhy(command, 'optional'), session, {
      input: z.object({ ...Id.shape, ...WhoAndWhy.shape }),
      run: (input, kit) =>
        steer({ ...input, name, holds: ({ state }) => state === reads, expected: reads }, kit),
    });
  }
  const skip = program
    .command('skip')
    .argument('<id>', 'of the rollback')
    .summary('leave one circuit of a rollback as it is')
    .description('Leaves one circuit as it is, unless it is being written already.');
  carryOut(addWhoAndWhy(addCircuits(skip), 'optional'), session, {
    input: z.object({ ...Id.shape, ...CircuitOptions.shape, ...WhoAndWhy.shape }),
    run: (input, kit) => {
      const circuit = oneCircuit(input);
      const holds = ({ skipped }: Control) =>
        skipped.some((one) => circuitKey(one) === circuitKey(circuit));
      const { id, reason, by } = input;
      return steer({ id, reason, by, name: 'skip', circuit, holds, expected: 'without it' }, kit);
    },
  });
}

type Steering = z.infer<typeof Id> &
  z.infer<typeof WhoAndWhy> & {
    name: string;
    circuit?: Circuit;
    holds: (control: Control) => boolean;
    expected: string;
  };

async function steer(
  { id, name, reason, circuit, holds, expected, by }: Steering,
  { api, env, look }: Kit,
): Promise<Answer> {
  const app = api();
  const body = {
    ...(reason === undefined ? {} : { reason }),
    ...requester({ by }, env),
    ...(circuit === undefined ? {} : { circuit }),
  };
  const path = `/api/rollbacks/${id}/${name}`;
  const steered = await app.send({ method: 'POST', path, body }, Steered);
  const found = await app.get(`/api/rollbacks/${id}`, Rollback);
  const control = isKnown(found) ? found.control : undefined;
  if (control && !holds(control)) {
    throw new Failure(
      exits.finding,
      `${id} now reads ${control.state}, expected ${expected}: somebody else has steered it since`,
    );
  }
  const words = steeredText(steered) ?? 'running';
  return { json: steered, lines: [`${look.paint('bold', plain(id))} reads ${plain(words)}`] };
}
