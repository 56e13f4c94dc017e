import type { Command } from 'commander';
import { z } from 'zod';
import { forPeople } from '../../shared/domain/time';
import { KillSwitch } from '../../shared/domain/restore/control';
import { carryOut } from '../command';
import type { Answer, Kit, Session } from '../command';
import { wrongUse } from '../failure';
import { WhoAndWhy, addWhoAndWhy, requester } from '../options';
import { facts } from '../show/facts';

/** `kill-switch`: stops every write of every rollback, or lets them go on. */
export function addKillSwitch(program: Command, session: Session): void {
  const command = program
    .command('kill-switch')
    .argument('[state]', 'on or off; without it, how it stands')
    .summary('stop every write of every rollback, or show how the switch stands')
    .description(
      'While the kill switch is on nothing new is written, by whatever rollback. What is being written ends. To throw it takes a --reason.',
    );
  carryOut(addWhoAndWhy(command, 'optional'), session, {
    input: z.object({ ...WhoAndWhy.shape, state: z.enum(['on', 'off']).optional() }),
    run: throwSwitch,
  });
}

async function throwSwitch(
  { state, reason, by }: { state?: 'on' | 'off' | undefined } & z.infer<typeof WhoAndWhy>,
  { api, env, look }: Kit,
): Promise<Answer> {
  const path = '/api/kill-switch';
  if (state !== undefined && reason === undefined) {
    throw wrongUse('--reason: found none, expected why in a sentence');
  }
  const body = { on: state === 'on', reason, ...requester({ by }, env) };
  const stands =
    state === undefined
      ? await api().get(path, KillSwitch)
      : await api().send({ method: 'PUT', path, body }, KillSwitch);
  const word = stands.on ? look.paint('red', 'on: nothing is written') : look.paint('green', 'off');
  return {
    json: stands,
    lines: [
      `The kill switch is ${word}`,
      ...facts(
        [
          ['since', stands.at && forPeople(stands.at)],
          ['by', stands.by],
          ['why', stands.reason],
        ],
        look,
      ),
    ],
  };
}
