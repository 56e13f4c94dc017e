import { z } from 'zod';
import { ReleaseDocument } from './document';

/** The JSON Schema of release metadata as pipelines write it, in the runbook's form or in full. */
export function releaseSchema(): Record<string, unknown> {
  const { $schema, ...schema } = z.toJSONSchema(ReleaseDocument, { io: 'input' });
  return { $schema, title: 'The metadata of a release: its way back', ...schema };
}
