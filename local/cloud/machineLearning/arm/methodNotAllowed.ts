import { ArmError } from './armError';

export function methodNotAllowed(method: string, allowed: readonly string[]): ArmError {
  return new ArmError(405, {
    code: 'MethodNotAllowed',
    message: `The requested resource does not support http method '${method}'.`,
    headers: { Allow: allowed.join(', ') },
  });
}
