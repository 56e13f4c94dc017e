import { z } from 'zod';
import { shortAsset } from './asset';

/** How a deployment names its model: an asset, a path in a datastore, or an output of a job. */
const ModelReference = z.discriminatedUnion('referenceType', [
  z.looseObject({ referenceType: z.literal('Id'), assetId: z.string().min(1) }),
  z.looseObject({
    referenceType: z.literal('DataPath'),
    datastoreId: z.string().min(1),
    path: z.string(),
  }),
  z.looseObject({
    referenceType: z.literal('OutputPath'),
    jobId: z.string().min(1),
    path: z.string(),
  }),
]);
export type ModelReference = z.infer<typeof ModelReference>;

const dataPath = /^(.*\/datastores\/[^/]+)\/paths\/(.*)$/i;
const outputPath = /^(.*\/jobs\/[^/]+)\/outputs\/(.*)$/i;

/** The model of a deployment as one text, in the short form where there is one. */
export function modelText(reference: unknown): string | undefined {
  const parsed = ModelReference.safeParse(reference);
  return parsed.success ? textOf(parsed.data) : undefined;
}

function textOf(reference: ModelReference): string {
  switch (reference.referenceType) {
    case 'Id':
      return shortAsset(reference.assetId);
    case 'DataPath':
      return `${reference.datastoreId}/paths/${reference.path}`;
    case 'OutputPath':
      return `${reference.jobId}/outputs/${reference.path}`;
  }
}

/** The way back from `modelText`; an asset comes back in its short form. */
export function modelReference(model: string): ModelReference {
  const [, datastoreId, dataFile] = dataPath.exec(model) ?? [];
  if (datastoreId && dataFile !== undefined) {
    return { referenceType: 'DataPath', datastoreId, path: dataFile };
  }
  const [, jobId, output] = outputPath.exec(model) ?? [];
  return jobId && output !== undefined
    ? { referenceType: 'OutputPath', jobId, path: output }
    : { referenceType: 'Id', assetId: model };
}
