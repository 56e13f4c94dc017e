import { z } from 'zod';
import type { Action } from '../walk/action';
import { entityIdText } from '../engine/entityId';
import { activityInput, jsonInput } from './jsonInput';
import { RetryOptions } from './retryOptions';

const ActivityCall = z
  .object({ actionType: z.literal(0), functionName: z.string(), input: z.optional(z.unknown()) })
  .transform(({ functionName, input }): Action => ({
    kind: 'activity',
    name: functionName,
    input: activityInput(input),
    retry: null,
  }));

const ActivityCallWithRetry = z
  .object({
    actionType: z.literal(1),
    functionName: z.string(),
    input: z.optional(z.unknown()),
    retryOptions: RetryOptions,
  })
  .transform(({ functionName, input, retryOptions }): Action => ({
    kind: 'activity',
    name: functionName,
    input: activityInput(input),
    retry: retryOptions,
  }));

const SubOrchestration = z
  .object({
    actionType: z.literal([2, 3]),
    functionName: z.string(),
    instanceId: z.nullish(z.string()),
    version: z.nullish(z.string()),
    input: z.optional(z.unknown()),
    retryOptions: z.optional(RetryOptions),
  })
  .transform(({ functionName, instanceId, version, input, retryOptions }): Action => ({
    kind: 'subOrchestration',
    name: functionName,
    instanceId: instanceId ?? null,
    version: version ?? null,
    input: jsonInput(input),
    retry: retryOptions ?? null,
  }));

/** A string arrives as JSON and is encoded once more, as in Azure: the next generation sees quotes. */
const ContinueAsNew = z
  .object({ actionType: z.literal(4), input: z.optional(z.unknown()) })
  .transform(({ input }): Action => ({ kind: 'continueAsNew', input: jsonInput(input) }));

const Timer = z
  .object({ actionType: z.literal(5), fireAt: z.iso.datetime(), isCanceled: z.boolean() })
  .transform(({ fireAt, isCanceled }): Action => ({
    kind: 'timer',
    fireAt: Date.parse(fireAt),
    cancelled: isCanceled,
  }));

const ExternalEvent = z
  .object({ actionType: z.literal(6), externalEventName: z.string() })
  .transform(({ externalEventName }): Action => ({
    kind: 'externalEvent',
    name: externalEventName,
  }));

const EntityOperation = z
  .object({
    actionType: z.literal([7, 9]),
    instanceId: z.string(),
    operation: z.string(),
    input: z.optional(z.unknown()),
  })
  .transform(({ actionType, instanceId, operation, input }): Action => ({
    kind: actionType === 7 ? 'callEntity' : 'signalEntity',
    target: instanceId,
    operation,
    input: jsonInput(input),
  }));

const LockEntities = z
  .object({
    actionType: z.literal(13),
    lockSet: z.array(z.object({ name: z.string(), key: z.string() })).min(1),
    lockRequestId: z.string(),
  })
  .transform(({ lockSet, lockRequestId }): Action => ({
    kind: 'lockEntities',
    entities: lockSet.map(entityIdText),
    requestId: lockRequestId,
  }));

const ReleaseEntities = z
  .object({ actionType: z.literal(14) })
  .transform((): Action => ({ kind: 'releaseEntities' }));

const TokenSource = z.object({
  kind: z.literal('AzureManagedIdentity', {
    error: ({ input }) => `expected the token source AzureManagedIdentity, found ${String(input)}`,
  }),
  resource: z.string().min(1),
});

const Http = z
  .object({
    actionType: z.literal(8),
    httpRequest: z.object({
      method: z.string(),
      uri: z.string(),
      content: z.nullish(z.string()),
      headers: z.nullish(z.record(z.string(), z.string())),
      tokenSource: z.nullish(TokenSource),
      asynchronousPatternEnabled: z.boolean(),
    }),
  })
  .transform(
    ({ httpRequest: { method, uri, content, headers, tokenSource, ...rest } }): Action => ({
      kind: 'http',
      request: {
        method,
        uri,
        content: content ?? undefined,
        headers: headers ?? undefined,
        tokenResource: tokenSource?.resource,
        polling: rest.asynchronousPatternEnabled,
      },
    }),
  );

const Several = z
  .object({
    actionType: z.literal([11, 12]),
    get compoundActions(): z.ZodArray<z.ZodType<Action>> {
      return z.array(WireAction).min(1);
    },
  })
  .transform(({ actionType, compoundActions }): Action => ({
    kind: actionType === 11 ? 'any' : 'all',
    actions: compoundActions,
  }));

const SCHEDULED_SIGNAL = 10;

/** An action as the SDK writes it, read into our own words. */
export const WireAction: z.ZodType<Action> = z.discriminatedUnion(
  'actionType',
  [
    ActivityCall,
    ActivityCallWithRetry,
    SubOrchestration,
    ContinueAsNew,
    Timer,
    ExternalEvent,
    EntityOperation,
    LockEntities,
    ReleaseEntities,
    Http,
    Several,
  ],
  { error: ({ input }) => refusal(input) },
);

function refusal(input: unknown): string {
  const { data } = z.object({ actionType: z.optional(z.unknown()) }).safeParse(input);
  return data?.actionType === SCHEDULED_SIGNAL
    ? 'signals at a later time are not supported: durable-functions 3 has no call that asks for one'
    : `action type ${String(data?.actionType)} is none of the protocol's`;
}
