import { isDeepStrictEqual } from 'node:util';
import { shortAsset } from '../../shared/domain/asset';
import { modelText } from '../../shared/domain/model';
import { deploymentIn } from './deploymentIn';
import { unintendedChanges } from './unintendedChanges';
import type { Held, Operation } from './ledger';
import type { Stored } from './storage';

/** All that the cloud itself knows of a run. */
export type Facts = {
  /** The circuits before the rollback began, and now that it has ended. */
  before: ReadonlyMap<string, Held>;
  after: ReadonlyMap<string, Held>;
  /** The operations that were begun on any of them since `before`. */
  operations: readonly Operation[];
  stored: Stored;
  /** Alerts that were taken in. */
  accepted: number;
};

/**
 * What is not as it has to be, in sentences; nothing when all is well. The cloud's own records are
 * the measure: not a word of the app's is believed.
 */
export function findViolations(facts: Facts, environment: string): string[] {
  return [...wrongEnds(facts, environment), ...findBrokenPromises(facts), ...leftOpen(facts)];
}

/** Of that, what has to hold also of a rollback that somebody stopped. */
export function findBrokenPromises(facts: Facts): string[] {
  return [
    ...repeatedWrites(facts),
    ...lateWrites(facts),
    ...unintended(facts),
    ...untrueReports(facts),
    ...openReceipts(facts),
  ];
}

/** All circuits have to run this environment in the end. */
function wrongEnds({ before, after }: Facts, environment: string): string[] {
  return [...before.keys()].flatMap((id) => {
    const held = after.get(id);
    const found = held && shortAsset(held.properties.environmentId);
    const state = held?.properties.provisioningState;
    return found === environment && state === 'Succeeded'
      ? []
      : [`${deploymentIn(id)} is ${found ?? 'gone'} and ${state ?? 'gone'}, not ${environment}`];
  });
}

/**
 * An effective write is one by which the cloud began an operation, and kept it. A PUT that it
 * refused, or that a crash took from it before it was durable, changed nothing and does not count.
 */
function repeatedWrites({ before, operations }: Facts): string[] {
  return [...before.keys()].flatMap((id) => {
    const on = operations.filter(({ resource }) => resource.toLowerCase() === id);
    const times = on.map(({ startedAt }) => startedAt).join(', ');
    return on.length > 1 ? [`${deploymentIn(id)} was written ${on.length} times: ${times}`] : [];
  });
}

function lateWrites({ operations, stored }: Facts): string[] {
  const ends = stored.incidents.map(({ endedAt = '' }) => endedAt).toSorted();
  const last = ends.at(-1) ?? '';
  return operations
    .filter(({ startedAt }) => startedAt > last)
    .map(
      ({ resource, startedAt }) =>
        `${deploymentIn(resource)} was written at ${startedAt}, after the end at ${last}`,
    );
}

function unintended({ before, after }: Facts): string[] {
  return [...before].flatMap(([id, was]) => {
    const is = after.get(id);
    const fields = is ? unintendedChanges(was, is) : [];
    return fields.length > 0 ? [`${deploymentIn(id)} has changed in ${fields.join(', ')}`] : [];
  });
}

/** The report names each circuit once, with what it was and is, as the cloud has it. */
function untrueReports({ before, after, stored, operations }: Facts): string[] {
  const outcomes = stored.reports.flatMap(({ incident }) => incident.outcomes);
  const written = new Set(operations.map(({ resource }) => resource.toLowerCase()));
  const named = outcomes.map(({ target }) => keyOf(target));
  const known = [...before.keys()].map(deploymentIn);
  // Of what is unverified, the report says itself that it does not know.
  const sure = outcomes.filter(({ status }) => status !== 'unverified');
  const untrue = sure.flatMap((outcome) => {
    const { target, status } = outcome;
    const id = [...before.keys()].find((each) => deploymentIn(each) === keyOf(target)) ?? '';
    const isRestored = status === 'restored';
    const now = isRestored ? target.to : target.from;
    const said = { from: target.from, now, wasWritten: isRestored };
    const so = {
      from: revisionOf(before.get(id), target.from),
      now: revisionOf(after.get(id), now),
      wasWritten: written.has(id),
    };
    return isDeepStrictEqual(said, so)
      ? []
      : [
          `the report says of ${keyOf(target)} ${JSON.stringify(said)}, it is ${JSON.stringify(so)}`,
        ];
  });
  const unlike = isDeepStrictEqual(named.toSorted(), known.toSorted())
    ? []
    : [`the report names ${named.length} circuits, the cloud has ${known.length}`];
  return [...unlike, ...untrue];
}

function keyOf({ endpoint, deployment }: { endpoint: string; deployment: string }): string {
  return `${endpoint}/${deployment}`.toLowerCase();
}

/** What a deployment runs, in those fields that were said. */
function revisionOf(held: Held | undefined, said: { model?: string | undefined }): unknown {
  const environment = shortAsset(held?.properties.environmentId ?? '');
  const model = modelText(held?.properties['model']);
  return said.model === undefined ? { environment } : { environment, model };
}

function leftOpen({ stored: { incidents, claims } }: Facts): string[] {
  return [
    ...(incidents.length === 1 ? [] : [`there are ${incidents.length} incidents, expected 1`]),
    ...incidents
      .filter(({ status }) => status !== 'closed')
      .map(({ id, status, trouble }) => `${id} is ${status}: ${trouble ?? 'no trouble is named'}`),
    ...claims
      .filter(({ status }) => status === 'held')
      .map(({ release, incident }) => `${release} is still held by ${incident}`),
  ];
}

function openReceipts({ stored: { received, ended }, accepted }: Facts): string[] {
  const unended = [...received].filter((id) => !ended.has(id));
  return [
    ...(received.size < accepted ? [`${accepted} alerts came in, ${received.size} are left`] : []),
    ...(unended.length > 0 ? [`${unended.length} alerts came to no end`] : []),
  ];
}
