import { z } from 'zod';
import { Fleet } from '../domain/fleet';
import { readPolicy } from '../domain/policy/readPolicy';
import { secondsBetween } from '../domain/time';
import type { Instant } from '../domain/time';
import type { Blobs, Settings } from '../ports';
import { BadRecord, readDocument } from './document';

/** How old what we read may be: long enough for a storm of alerts, short enough for a person. */
const freshSeconds = 5;

/**
 * `policy.json` and `fleet.json`. Without a policy the defaults hold; without a fleet nothing can
 * be told apart from what is not ours, so that is an error.
 */
export function settingsIn(blobs: Blobs, now: () => Instant): Settings {
  return {
    policy: fresh(now, async () => {
      const document = await readDocument(blobs, 'policy.json', z.unknown());
      const reading = readPolicy(document === undefined ? {} : document.value);
      if (reading.status === 'refused') {
        throw new BadRecord(`policy.json: ${reading.problems.join('\n')}`);
      }
      return reading.policy;
    }),
    fleet: fresh(now, async () => {
      const document = await readDocument(blobs, 'fleet.json', Fleet);
      if (!document) {
        throw new BadRecord('fleet.json is missing, expected the plants and their circuits');
      }
      return document.value;
    }),
  };
}

/** Reads at most every few seconds; those who ask meanwhile share one answer. */
function fresh<T>(now: () => Instant, read: () => Promise<T>): () => Promise<T> {
  let last: { at: Instant; answer: Promise<T> } | undefined;
  return async () => {
    if (last === undefined || secondsBetween(last.at, now()) >= freshSeconds) {
      const attempt = { at: now(), answer: read() };
      last = attempt;
      attempt.answer.catch(() => {
        last = last === attempt ? undefined : last;
      });
    }
    return last.answer;
  };
}
