import { describe, expect, it } from '@jest/globals';
import {
  compareVersions,
  versionMismatch,
} from '../../../../../local/host/durable/engine/versioning';

describe('compareVersions', () => {
  it.each([
    { a: '', b: '', order: 0 },
    { a: '', b: '0.1', order: -1 },
    { a: '0.1', b: '', order: 1 },
    { a: '1.10', b: '1.9', order: 1 },
    { a: '1.0', b: '1.0.0', order: -1 },
    { a: '2.0.0.1', b: '2.0.0.1', order: 0 },
    { a: 'beta', b: 'Alpha', order: 1 },
    { a: 'BETA', b: 'beta', order: 0 },
    { a: '10', b: '9', order: -1 },
  ])('puts "$a" and "$b" in the order $order', ({ a, b, order }) => {
    expect(compareVersions(a, b)).toBe(order);
  });
});

describe('versionMismatch', () => {
  it.each([
    { match: 'None', version: '9.0', runs: true },
    { match: 'Strict', version: '1.5', runs: true },
    { match: 'Strict', version: '1.4', runs: false },
    { match: 'Strict', version: null, runs: false },
    { match: 'CurrentOrOlder', version: '1.5', runs: true },
    { match: 'CurrentOrOlder', version: '1.4', runs: true },
    { match: 'CurrentOrOlder', version: null, runs: true },
    { match: 'CurrentOrOlder', version: '1.6', runs: false },
  ] as const)(
    'with $match, a host of 1.5 and version $version: $runs',
    ({ match, version, runs }) => {
      const mismatch = versionMismatch(version, { version: '1.5', match, onMismatch: 'Reject' });

      expect(mismatch === undefined).toBe(runs);
    },
  );
});
