import type { OrchestrationContext } from 'durable-functions';
import { lookForDrift, reportDrift, sweep as contract } from '../../shared/contracts';
import { call } from '../../shared/durable/step';
import type { Step } from '../../shared/durable/step';

type Swept = ReturnType<typeof contract.output.parse>;

/** Compares every circuit with what it should run, and opens an incident when one differs. */
export function* sweep(context: OrchestrationContext): Step<Swept> {
  const { at } = contract.input.parse(context.df.getInput());
  const { drift } = yield* call(context, lookForDrift, { at });
  if (drift.length === 0) {
    return { drift };
  }
  const { incident } = yield* call(context, reportDrift, { at, drift });
  return { drift, incident };
}
