import type { OrchestrationContext } from 'durable-functions';
import { restorePlants as contract, rollBackPlant } from '../../shared/contracts';
import { fanOut } from '../../shared/durable/step';
import type { Step } from '../../shared/durable/step';

type Ended = ReturnType<typeof contract.output.parse>;

/** Restores some of the plants of a wave side by side. */
export function* restorePlants(context: OrchestrationContext): Step<Ended> {
  const { cause, wave, plants, limits } = contract.input.parse(context.df.getInput());
  context.df.setCustomStatus({ plants: plants.map(({ plant }) => plant) });
  const ended = yield* fanOut(
    context,
    rollBackPlant,
    plants.map(({ plant, share }) => ({
      id: plant,
      input: { part: { cause, wave, plant }, share, limits },
    })),
  );
  return { troubles: ended.flatMap(({ troubles }) => troubles) };
}
