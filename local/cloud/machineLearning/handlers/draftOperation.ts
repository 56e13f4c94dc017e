import { randomUUID } from 'node:crypto';
import { keyOf } from '../arm/resourceId';
import type { ResourceId } from '../arm/resourceId';
import type { Latency } from '../clock/latency';
import type { Ending, Operation, Running } from '../clock/operation';
import type { FaultEffect } from '../faults/rule';
import type { Simulation } from '../simulation';
import { homeGuid } from './lookup';

export type OperationDraft = {
  id: ResourceId;
  prefix: string;
  running: Running;
  latency: Latency;
  missingAsset?: string | undefined;
  fault: FaultEffect | undefined;
};

/** Makes a long-running operation that begins now; how it will end is settled here. */
export function draftOperation(simulation: Simulation, draft: OperationDraft): Operation {
  const { id, prefix, running, latency, missingAsset, fault } = draft;
  return {
    name: `${prefix}:${homeGuid(id)}:${randomUUID()}`,
    resourceKey: keyOf(id),
    running,
    startedAt: simulation.now(),
    durationMs: simulation.durationMs(
      missingAsset === undefined ? latency : 'missingAssetOperation',
    ),
    ending: endingOf(missingAsset, fault),
  };
}

function endingOf(missingAsset: string | undefined, fault: FaultEffect | undefined): Ending {
  if (fault && 'operation' in fault) {
    return injectedEnding(fault);
  }
  if (missingAsset !== undefined) {
    const message = `Could not find asset with ID: ${missingAsset}`;
    return { status: 'Failed', error: { code: 'ModelRegistryError', message } };
  }
  return { status: 'Succeeded' };
}

function injectedEnding(fault: Extract<FaultEffect, { operation: string }>): Ending {
  const { code, message = 'The operation was ended by an injected fault.' } = fault;
  switch (fault.operation) {
    case 'hang':
      return { status: 'hangs' };
    case 'fail':
      return { status: 'Failed', error: { code: code ?? 'InternalServerError', message } };
    case 'cancel':
      return { status: 'Canceled', error: { code: code ?? 'OperationCanceled', message } };
  }
}
