// Mends the AMQP library of the Service Bus SDK, which mixes up the outcomes of messages that are
// settled in the same tick. docs/rhea-disposition-fault.md has the proof.
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const version = '3.0.5';
const faulty =
  'if ((first !== last && !message.are_outcomes_equivalent(last.state, delivery.state))';
const mended =
  'if ((last !== delivery && !message.are_outcomes_equivalent(last.state, delivery.state))';

/** Whether the rhea in `nodeModules` is the mended one. */
export function isRheaPatched(/** @type {string} */ nodeModules) {
  return readFileSync(sessionFile(nodeModules), 'utf8').includes(mended);
}

/**
 * Mends the rhea in `nodeModules`, or leaves it as it is if that has been done. Throws for another
 * version, or one whose source is not what it was: then somebody has to look.
 */
export function patchRhea(/** @type {string} */ nodeModules) {
  const file = sessionFile(nodeModules);
  const source = readFileSync(file, 'utf8');
  if (source.includes(mended)) {
    return;
  }
  /** @type {unknown} */
  const description = JSON.parse(
    readFileSync(path.join(nodeModules, 'rhea', 'package.json'), 'utf8'),
  );
  const found =
    description instanceof Object && 'version' in description ? description.version : undefined;
  const occurrences = source.split(faulty).length - 1;
  if (found !== version || occurrences !== 1) {
    throw new Error(
      `${file}: found rhea ${String(found)} with ${occurrences} places to mend, expected ${version} with 1 ` +
        '(see docs/rhea-disposition-fault.md)',
    );
  }
  // Renamed into place, so that a process which loads it meanwhile finds it whole.
  writeFileSync(`${file}.mended`, source.replace(faulty, mended));
  renameSync(`${file}.mended`, file);
}

function sessionFile(/** @type {string} */ nodeModules) {
  return path.join(nodeModules, 'rhea', 'lib', 'session.js');
}
