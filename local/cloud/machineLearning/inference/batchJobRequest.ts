import { z } from 'zod';
import { parseBody } from '../arm/parseBody';

const Input = z.preprocess(
  lowerCaseKeys,
  z.discriminatedUnion('jobinputtype', [
    z.object({ jobinputtype: z.literal('UriFolder'), uri: z.string().min(1) }),
    z.object({ jobinputtype: z.literal('UriFile'), uri: z.string().min(1) }),
    z.object({ jobinputtype: z.literal('Literal'), value: z.string() }),
  ]),
);

const Output = z.preprocess(
  lowerCaseKeys,
  z.object({ joboutputtype: z.enum(['UriFile', 'UriFolder']), uri: z.string().min(1) }),
);

const Properties = z.preprocess(
  lowerCaseKeys,
  z.looseObject({
    inputdata: z.record(z.string(), Input).default({}),
    outputdata: z.record(z.string(), Output).default({}),
    displayname: z.string().nullish(),
    experimentname: z.string().nullish(),
    outputfilename: z.string().min(1).nullish(),
  }),
);

const Body = z.preprocess(
  lowerCaseKeys,
  z.object({
    properties: Properties.refine(({ inputdata }) => Object.keys(inputdata).length === 1, {
      error: 'exactly one entry in InputData was expected',
    }),
  }),
);

export type BatchJobRequest = z.infer<typeof Properties>;

/**
 * What is asked of a batch endpoint. The names of all fields are taken in any case, those of inputs
 * and outputs as they are. Throws 400 on a bad body.
 */
export function batchJobRequest(body: unknown): BatchJobRequest {
  return parseBody(Body, body).properties;
}

function lowerCaseKeys(value: unknown): unknown {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).map(([name, one]) => [name.toLowerCase(), one]))
    : value;
}
