import { describe, expect, it } from '@jest/globals';
import { getHistory } from '../../functions/http/getHistory';
import { plusSeconds } from '../../shared/domain/time';
import { historiesIn } from '../../shared/records/histories';
import { quarantineIn } from '../../shared/records/quarantine';
import { aRequest } from '../support/aRequest';
import { after, before, start } from '../support/builders';
import { MemoryBlobs } from '../support/memoryBlobs';

const circuit = { plant: 'P001', circuit: 'C001' };
const hour = { from: start, until: plusSeconds(start, 3600) };

describe('histories', () => {
  it('keep what a circuit ran and how well, and write nothing where nothing is new', async () => {
    const blobs = new MemoryBlobs();
    const histories = historiesIn(blobs);
    const period = { revision: { environment: after }, since: start, release: 'Release-123' };
    await histories.recordPeriod(circuit, period);
    const { etag } = (await blobs.read('circuits/P001/C001.json'))!;

    await histories.recordPeriod(circuit, { ...period, since: hour.until });
    expect((await blobs.read('circuits/P001/C001.json'))?.etag).toBe(etag);

    await histories.recordHealthy(circuit, { revision: { environment: after }, ...hour });
    expect(await histories.read(circuit)).toEqual({
      ...circuit,
      periods: [{ ...period, healthy: hour }],
    });
  });

  it('lose nothing of what is written at the same time', async () => {
    const histories = historiesIn(new MemoryBlobs());
    const versions = Array.from({ length: 8 }, (_, index) => `custom-tf-env:1.${index}.0`);

    await Promise.all(
      versions.map((environment) =>
        histories.recordPeriod(circuit, { revision: { environment }, since: start }),
      ),
    );

    const { periods } = (await histories.read(circuit))!;
    expect(new Set(periods.map(({ revision }) => revision.environment))).toEqual(new Set(versions));
  });
});

describe('quarantine', () => {
  const entry = {
    asset: after,
    kind: 'environment' as const,
    since: start,
    incident: 'incident-1',
    reason: 'jobs fail',
  };
  const lifted = { at: start, by: 'on-call', reason: 'it was the network' };

  it('takes a version in once, keeps it on record when it is lifted, and takes it in again', async () => {
    const quarantine = quarantineIn(new MemoryBlobs());
    await quarantine.add([entry]);
    await quarantine.add([{ ...entry, asset: after.toUpperCase(), incident: 'incident-2' }]);
    expect(await quarantine.read()).toEqual({ entries: [entry] });

    await quarantine.lift(after, lifted);
    expect(await quarantine.read()).toEqual({ entries: [{ ...entry, lifted }] });

    await quarantine.add([entry]);
    expect(await quarantine.read()).toEqual({ entries: [{ ...entry, lifted }, entry] });
  });
});

describe('getHistory', () => {
  it('shows what a circuit ran, why, and how each revision stands [C06] [D14]', async () => {
    const blobs = new MemoryBlobs();
    const histories = historiesIn(blobs);
    const services = { histories, quarantine: quarantineIn(blobs) };
    const show = (params: Record<string, string>) => getHistory(aRequest({ params }), services);
    await histories.recordHealthy(circuit, { revision: { environment: before }, ...hour });
    await histories.recordPeriod(circuit, {
      revision: { environment: after },
      since: hour.until,
      release: 'Release-123',
      changeCause: 'new TensorFlow',
    });

    expect(await show(circuit)).toMatchObject({
      jsonBody: {
        periods: [
          { standing: 'production', changeCause: 'new TensorFlow', release: 'Release-123' },
          { standing: 'candidate', healthy: hour },
        ],
        warning: 'P001/C001 has 1 previous versions on record, expected at least 3',
      },
    });
    expect(await show({ plant: 'P009', circuit: 'C001' })).toMatchObject({ status: 404 });
    expect(await show({ plant: '../x', circuit: 'C001' })).toMatchObject({ status: 400 });
  });
});
