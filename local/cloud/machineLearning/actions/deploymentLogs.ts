import { z } from 'zod';
import type { Answer, ResourceCall } from '../arm/call';
import { parseBody } from '../arm/parseBody';
import type { ArmResource } from '../arm/resource';
import type { Simulation } from '../simulation';
import { requireResource } from './requireResource';

const Request = z.object({
  containerType: z.enum(['StorageInitializer', 'InferenceServer']).default('InferenceServer'),
  tail: z.int().nonnegative().nullish(),
});

/** POST of an online deployment's `getLogs`: what its containers had to say, oldest line first. */
export function getLogs(simulation: Simulation, { id, body }: ResourceCall): Answer {
  const deployment = requireResource(simulation, id);
  const { containerType, tail } = parseBody(Request, body ?? {});
  const lines =
    containerType === 'StorageInitializer' ? downloads(deployment) : startup(deployment);
  const content = lines
    .slice(Math.max(0, lines.length - (tail ?? lines.length)))
    .map((line) => `${line}\n`);
  return { status: 200, body: JSON.stringify({ content: content.join('') }) };
}

function downloads({ systemData, properties }: ArmResource): string[] {
  const { model, codeConfiguration } = Contents.parse(properties);
  return [model, codeConfiguration?.codeId]
    .filter((asset) => typeof asset === 'string')
    .map((asset) => `${systemData?.lastModifiedAt ?? ''} Downloading ${asset}`.trim());
}

function startup({ systemData, properties }: ArmResource): string[] {
  const { environmentId, codeConfiguration } = Contents.parse(properties);
  const at = systemData?.lastModifiedAt ?? '';
  return [
    `Environment ${environmentId ?? 'of the model'}`,
    ...(codeConfiguration ? [`Scoring script ${codeConfiguration.scoringScript}`] : []),
    `Provisioning state ${properties.provisioningState ?? 'unknown'}`,
  ].map((line) => `${at} ${line}`.trim());
}

const Contents = z.object({
  model: z.string().nullish(),
  environmentId: z.string().nullish(),
  codeConfiguration: z
    .object({ codeId: z.string().nullish(), scoringScript: z.string() })
    .nullish(),
});
