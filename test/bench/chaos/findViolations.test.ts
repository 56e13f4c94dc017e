import { describe, expect, it } from '@jest/globals';
import { findViolations } from '../../../bench/chaos/findViolations';
import type { Facts } from '../../../bench/chaos/findViolations';
import type { Held } from '../../../bench/chaos/ledger';
import { reportOf } from '../../../shared/domain/report';
import {
  aTarget,
  after as bad,
  anIncident,
  before as good,
  restored,
} from '../../support/builders';
import { aResource, deploymentId } from '../../support/machineLearning';

const id = deploymentId().toLowerCase();
const at = '2026-11-21T00:41:00.000Z';
const endedAt = '2026-11-21T00:43:05.000Z';

const held = (environment: string, more: Record<string, unknown> = {}): Held => {
  const { properties, ...rest } = aResource({ environment });
  return { ...rest, properties: { ...properties, ...more } } as unknown as Held;
};
const anOperation = (over: object = {}) => ({ sequence: 1, resource: id, startedAt: at, ...over });

/** A run in which the one circuit of the fleet was taken back as it has to be. */
function aRun(over: Partial<Facts> = {}, stored: Partial<Facts['stored']> = {}): Facts {
  const story = { phases: [], checks: [], outcomes: [restored(aTarget())] };
  const report = reportOf(anIncident(), story, endedAt);
  return {
    before: new Map([[id, held(bad)]]),
    after: new Map([[id, held(good)]]),
    operations: [anOperation()],
    accepted: 1,
    stored: {
      incidents: [report.incident],
      reports: [report],
      claims: [{ release: 'Release-123', incident: report.incident.id, status: 'ended' }],
      received: new Set(['alert-1']),
      ended: new Set(['alert-1']),
      locks: [],
      ...stored,
    },
    ...over,
  };
}

describe('findViolations', () => {
  it('finds nothing where all is as it has to be', () => {
    expect(findViolations(aRun(), good)).toEqual([]);
  });

  it.each<{ what: string; run: Facts; found: RegExp }>([
    {
      what: 'a circuit that was not taken back',
      run: aRun({ after: new Map([[id, held(bad)]]) }),
      found: /is custom-tf-env:1\.5\.1 and Succeeded, not custom-tf-env:1\.5\.0/,
    },
    {
      what: 'a circuit that is gone',
      run: aRun({ after: new Map() }),
      found: /is gone and gone/,
    },
    {
      what: 'two effective writes of one circuit',
      run: aRun({ operations: [anOperation(), anOperation({ sequence: 2 })] }),
      found: /was written 2 times/,
    },
    {
      what: 'a write after the end',
      run: aRun({ operations: [anOperation({ startedAt: '2026-11-21T00:50:00.000Z' })] }),
      found: /after the end at/,
    },
    {
      what: 'a field that nobody meant to change [promise 12]',
      run: aRun({ after: new Map([[id, held(good, { miniBatchSize: 1 })]]) }),
      found: /has changed in properties\.miniBatchSize/,
    },
    {
      what: 'a field that was lost',
      run: aRun({ after: new Map([[id, held(good, { dataCollector: undefined })]]) }),
      found: /has changed in properties\.dataCollector/,
    },
    {
      what: 'a report of a write that never was',
      run: aRun({ operations: [] }),
      found: /the report says of .*"wasWritten":true.* it is .*"wasWritten":false/,
    },
    {
      what: 'a report that does not name all circuits',
      run: aRun({}, { reports: [] }),
      found: /the report names 0 circuits, the cloud has 1/,
    },
    {
      what: 'an alert that was lost',
      run: aRun({ accepted: 2 }),
      found: /2 alerts came in, 1 are left/,
    },
    {
      what: 'an alert that came to no end',
      run: aRun({}, { ended: new Set() }),
      found: /1 alerts came to no end/,
    },
    {
      what: 'a second incident',
      run: aRun({}, { incidents: [] }),
      found: /there are 0 incidents, expected 1/,
    },
    {
      what: 'a release that is still held',
      run: aRun(
        {},
        { claims: [{ release: 'Release-123', incident: 'incident-1', status: 'held' }] },
      ),
      found: /Release-123 is still held by incident-1/,
    },
  ])('finds $what', ({ run, found }) => {
    expect(findViolations(run, good)).toContainEqual(expect.stringMatching(found));
  });
});
