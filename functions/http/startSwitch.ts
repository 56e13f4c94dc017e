import { randomUUID } from 'node:crypto';
import type { HttpResponseInit } from '@azure/functions';
import type { DurableClient } from 'durable-functions';
import { z } from 'zod';
import { switchFleet } from '../../shared/contracts';
import { same } from '../../shared/domain/fleet';
import type { Fleet } from '../../shared/domain/fleet';
import { rollbackInstance } from '../../shared/domain/incident';
import type { Incident } from '../../shared/domain/incident';
import { ReleaseId } from '../../shared/domain/release';
import type { ReleaseReading } from '../../shared/domain/release';
import { SwitchAsk } from '../../shared/domain/switch/switch';
import { switchesBack } from '../../shared/domain/switch/switchesBack';
import { startOnce } from '../../shared/durable/startOnce';
import type { Services } from '../../shared/ports';

/** A wish to switch: which endpoints, or the release that switched them. */
const SwitchRequest = z.strictObject({
  strategy: z.literal('switch'),
  /** Its metadata says what it switched, and that is switched back. */
  release: ReleaseId.optional(),
  switches: z.array(SwitchAsk).min(1).max(200).optional(),
  /** How what the metadata says is gone about. */
  pace: SwitchAsk.shape.pace,
  reason: z.string().trim().min(3, 'say in a sentence why').max(1000),
  requestedBy: z.string().trim().min(1).max(100),
  /** Chosen by the caller: one key, one switch, however often it is posted. */
  key: z
    .string()
    .regex(/^[a-z0-9-]{1,50}$/, 'lower case letters, digits and dashes, at most 50')
    .optional(),
});
type SwitchRequest = z.infer<typeof SwitchRequest>;

const Asked = z.object({ strategy: z.literal('switch') });

/** Whether a request to roll back asks for a switch. */
export function asksForSwitch(body: unknown): boolean {
  return Asked.safeParse(body).success;
}

type Needs = Pick<Services, 'incidents' | 'now' | 'releases' | 'settings'>;

/** POST /api/rollbacks with strategy `switch`: sends what comes in to warm siblings. */
export async function startSwitch(
  body: unknown,
  client: DurableClient,
  services: Needs,
): Promise<HttpResponseInit> {
  const asked = SwitchRequest.safeParse(body);
  if (!asked.success) {
    return refuse(400, z.prettifyError(asked.error));
  }
  const { incidents, now, settings } = services;
  const found = await switchesIn(asked.data, services);
  if ('refusal' in found) {
    return found.refusal;
  }
  const stranger = strangerIn(found.switches, await settings.fleet());
  if (stranger !== undefined) {
    return refuse(422, `${stranger} is no plant of this fleet.`);
  }
  const id = `switch-${asked.data.key ?? randomUUID()}`;
  const known = await incidents.read(id);
  const input = incidentFrom(asked.data, { id, switches: found.switches, openedAt: now() });
  if (known && JSON.stringify(known.terms?.switches) !== JSON.stringify(input.terms?.switches)) {
    return refuse(409, 'The key was used for another switch already.');
  }
  const start = await startOnce(client, switchFleet, { id: rollbackInstance(id), input });
  return {
    status: start === 'started' ? 202 : 200,
    headers: { Location: `/api/rollbacks/${id}` },
    jsonBody: { id, start },
  };
}

/** Which endpoints to switch, or why that is not known. */
async function switchesIn(
  { release, switches, pace }: SwitchRequest,
  { incidents, releases }: Needs,
): Promise<{ switches: SwitchAsk[] } | { refusal: HttpResponseInit }> {
  if (release === undefined) {
    return switches === undefined
      ? {
          refusal: refuse(400, 'Say which endpoints to switch, or the release that switched them.'),
        }
      : { switches };
  }
  const { reading, seal } = await releases.examine(release);
  if (reading.status !== 'read') {
    return { refusal: unreadable(release, reading) };
  }
  if (seal.status === 'broken') {
    return {
      refusal: refuse(422, `The metadata of release ${release} does not verify: ${seal.reason}`),
    };
  }
  const claim = await incidents.claimOf(release);
  if (claim?.status === 'held') {
    return {
      refusal: refuse(409, `Release ${release} is being rolled back already by ${claim.incident}.`),
    };
  }
  const back = switches ?? switchesBack(reading.release, pace);
  return back.length === 0
    ? {
        refusal: refuse(
          422,
          `The metadata of release ${release} says of no endpoint that it switched it.`,
        ),
      }
    : { switches: back };
}

function unreadable(
  release: string,
  reading: Exclude<ReleaseReading, { status: 'read' }>,
): HttpResponseInit {
  return reading.status === 'missing'
    ? refuse(404, `There is no metadata of release ${release}.`)
    : refuse(422, `The metadata of release ${release} is no use: ${reading.reason}`);
}

function strangerIn(switches: readonly SwitchAsk[], { plants }: Fleet): string | undefined {
  return switches.find(({ plant }) => !plants.some(({ id }) => same(id, plant)))?.plant;
}

type Own = { id: string; switches: SwitchAsk[]; openedAt: string };

function incidentFrom(
  { release, reason, requestedBy }: SwitchRequest,
  { id, switches, openedAt }: Own,
): Incident {
  const blamed = release && { release, kind: 'both' as const, scope: { of: 'release' as const } };
  return {
    id,
    status: 'rollingBack',
    // A deployment is left for another: whatever each of them runs.
    kind: 'both',
    ...(blamed ? { release, blamed: [blamed] } : {}),
    terms: { switches },
    origin: { by: 'person', name: requestedBy },
    reason,
    failing: [],
    openedAt,
    outcomes: [],
  };
}

function refuse(status: number, error: string): HttpResponseInit {
  return { status, jsonBody: { error } };
}
