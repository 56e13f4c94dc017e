import { describe, expect, it } from '@jest/globals';
import { readTable } from '../../../shared/domain/backtest/readTable';
import { aFleet, start } from '../../support/builders';

const fleet = aFleet();
const row = {
  TimeGenerated: start,
  endpoint_name: 'batch-endpoint-plant-P001',
  deployment_name: 'deployment-circuit-C001',
  job_id: 'job-1',
  status: 'Failed',
};
const only = (json: object) => readTable('jobs', [json], fleet).rows[0];

describe('readTable', () => {
  it('leaves a row as the table has it alone', () => {
    expect(readTable('jobs', [row], fleet)).toEqual({ rows: [row], leftOut: [] });
  });

  it.each([
    { written: Date.parse(start), what: 'milliseconds' },
    { written: Date.parse(start) / 1000, what: 'seconds' },
  ])('takes moments in $what since 1970', ({ written }) => {
    expect(only({ ...row, TimeGenerated: written })).toEqual(row);
  });

  it.each(['failed', 'FAILED', 'Error'])('takes the status %s for Failed', (status) => {
    expect(only({ ...row, status })).toEqual(row);
  });

  it.each(['completed', 'Succeeded'])('takes the status %s for Completed', (status) => {
    expect(only({ ...row, status })).toEqual({ ...row, status: 'Completed' });
  });

  it('leaves a status that it does not know alone', () => {
    expect(only({ ...row, status: 'Running' })).toEqual({ ...row, status: 'Running' });
  });

  it('counts each row without an id as a job of its own', () => {
    const { job_id: _, ...nameless } = row;
    const ids = readTable('jobs', [nameless, nameless], fleet).rows.map((one) => one['job_id']);

    expect(new Set(ids).size).toBe(2);
  });

  it('finds the endpoint of a row that names its plant and circuit', () => {
    const named = { TimeGenerated: start, plant_id: 'P001', circuit_id: 'C001' };

    expect(readTable('metrics', [named], fleet).rows[0]).toMatchObject({
      endpoint_name: 'batch-endpoint-plant-P001',
      deployment_name: 'deployment-circuit-C001',
    });
  });

  it('takes numbers that are written as text', () => {
    const written = { ...row, f1_score: '0.91', record_count: '200', drift_score: 'none' };

    expect(readTable('metrics', [written], fleet).rows[0]).toMatchObject({
      f1_score: 0.91,
      record_count: 200,
      drift_score: 'none',
    });
  });

  it('says how many rows no query would find, and why', () => {
    const { leftOut } = readTable(
      'jobs',
      [row, 'text', { ...row, TimeGenerated: 'yesterday' }, { ...row, endpoint_name: 'other' }],
      fleet,
    );

    expect(leftOut).toEqual([
      'jobs: 1 of 4 rows are no objects',
      'jobs: 1 of 4 rows do not say when (TimeGenerated)',
      'jobs: 1 of 4 rows are of no endpoint of the fleet',
    ]);
  });
});
