import type { DurableEngine } from '../../local/host/durable/createDurableEngine';
import { until } from './until';

export type StartPlan = { name: string; instanceId: string; input: unknown };

/**
 * Starts an orchestration unless it was started before, and answers with its status at its end.
 * Throws if the engine stops first.
 */
export async function runToEnd(engine: DurableEngine, plan: StartPlan): Promise<string> {
  const ask = async (method: string, path: string, body = '') =>
    engine.handleManagement({
      method,
      path,
      query: new URLSearchParams(),
      headers: {},
      body: Buffer.from(body),
      origin: 'http://localhost',
    });
  const instance = `instances/${plan.instanceId}`;
  if ((await ask('GET', instance)).status === 404) {
    await ask('POST', `orchestrators/${plan.name}/${plan.instanceId}`, JSON.stringify(plan.input));
  }
  return until('the orchestration ends', async () => {
    const { status, body } = await ask('GET', instance);
    if (status === 503) {
      throw new Error('the engine has stopped');
    }
    return status === 200 ? body : undefined;
  });
}
