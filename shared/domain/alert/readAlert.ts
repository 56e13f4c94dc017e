import { instantOf } from '../time';
import type { Instant } from '../time';
import { excerpt, unreadable } from './alert';
import type { AlertReading } from './alert';
import { loose, MaybeText } from './loose';
import { readCommon } from './readCommon';
import { readLegacy } from './readLegacy';

/** No service sends more; what is longer is not worth the time it takes to read. */
const maxLength = 1_000_000;

const Envelope = loose({ schemaid: MaybeText }).catch({ schemaid: undefined });

/**
 * Reads what an action group posts, in the common schema or in one of those before it. Says in a
 * sentence why a body is no alert. `receivedAt` stands in where an alert does not say when it fired.
 */
export function readAlert(body: string, receivedAt: Instant = instantOf(0)): AlertReading {
  if (body.length > maxLength) {
    return unreadable(`${body.length} characters, expected at most ${maxLength}`);
  }
  const json = parseJson(body);
  if (json === undefined) {
    return unreadable(`not JSON: ${excerpt(body)}`);
  }
  const { schemaid = 'none' } = Envelope.parse(json);
  if (schemaid.toLowerCase() === 'azuremonitorcommonalertschema') {
    return readCommon(json, receivedAt);
  }
  const alert = readLegacy(json, receivedAt);
  return alert === undefined
    ? unreadable(`schemaId is ${excerpt(schemaid)}, expected azureMonitorCommonAlertSchema`)
    : { status: 'read', alert };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
