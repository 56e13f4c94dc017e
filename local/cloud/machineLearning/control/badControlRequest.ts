import { z } from 'zod';
import type { ControlResponse } from '../../control/route';

/** 400 with what is wrong with a control request. */
export function badControlRequest(error: z.ZodError): ControlResponse {
  return { status: 400, body: { error: z.prettifyError(error) } };
}
