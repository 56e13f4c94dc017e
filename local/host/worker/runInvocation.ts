import type { App } from './app';
import type { BodyPacer } from './paceBodies';
import type {
  CoreInvocationContext,
  FunctionCallback,
  FunctionMetadata,
  InvocationModel,
} from './programmingModel';
import type { Invocation, InvocationResult } from './types';

/** An invocation on its way through hooks and handler; hooks may replace any part of it. */
type Passage = {
  hookData: Record<string, unknown>;
  appHookData: Record<string, unknown>;
  invocationContext: unknown;
  functionCallback: FunctionCallback;
  inputs: unknown[];
  result?: unknown;
  error?: unknown;
};

/** Runs one invocation in the order of the real worker. Never rejects. */
export async function runInvocation(
  app: App,
  invocation: Invocation,
  pacer?: BodyPacer,
): Promise<InvocationResult> {
  try {
    const { metadata, callback } = app.find(invocation.functionName);
    const core = coreContext(app, invocation, metadata);
    const model = await app.model.getInvocationModel(core);
    const { context, inputs } = await model.getArguments();
    const { appHookData } = app.hooks;
    const passage: Passage = {
      hookData: {},
      appHookData,
      invocationContext: context,
      functionCallback: callback,
      inputs,
    };
    await passHooksAndHandler({ app, core, model, passage });
    if (passage.error !== undefined && passage.error !== null) {
      return { ok: false, error: describe(passage.error) };
    }
    pacer?.pace(core.invocationId, passage.result);
    const { returnValue, outputData } = await model.getResponse(context, passage.result);
    return {
      ok: true,
      returnValue: returnValue ?? null,
      outputs: outputData ?? [],
      ...((passage.result ?? null) === null && { returnedNothing: true }),
    };
  } catch (error) {
    return { ok: false, error: describe(error) };
  }
}

async function passHooksAndHandler(run: {
  app: App;
  core: CoreInvocationContext;
  model: InvocationModel;
  passage: Passage;
}): Promise<void> {
  const { app, core, model, passage } = run;
  core.state = 'preInvocationHooks';
  await app.hooks.run('preInvocation', passage);

  core.state = 'invocation';
  try {
    passage.result = await model.invokeFunction(
      passage.invocationContext,
      passage.inputs,
      passage.functionCallback,
    );
  } catch (error) {
    passage.error = error;
  }

  core.state = 'postInvocationHooks';
  await app.hooks.run('postInvocation', passage);
  core.state = undefined;
}

function coreContext(
  app: App,
  { functionName, invocationId = '', inputs, triggerMetadata, retryContext }: Invocation,
  metadata: FunctionMetadata,
): CoreInvocationContext {
  const traceId = invocationId.replaceAll('-', '');
  return {
    invocationId,
    request: {
      invocationId,
      functionId: functionName,
      inputData: inputs,
      triggerMetadata,
      traceContext: {
        traceParent: `00-${traceId}-${traceId.slice(0, 16)}-00`,
        traceState: '',
        attributes: {},
      },
      ...(retryContext && { retryContext }),
    },
    metadata,
    state: undefined,
    log: (level, category, message) => {
      const source = category === 'user' ? 'user' : 'system';
      const { hooks } = app;
      const context = { hookData: {}, appHookData: hooks.appHookData, level, message, category };
      hooks.runNow('log', context);
      app.log({ level: context.level, source, functionName, message: context.message });
    },
  };
}

function describe(thrown: unknown): { message: string; stack: string } {
  if (thrown instanceof Error) {
    return { message: thrown.message, stack: thrown.stack ?? '' };
  }
  const message = typeof thrown === 'string' ? thrown : (JSON.stringify(thrown) ?? 'Unknown error');
  return { message, stack: '' };
}
