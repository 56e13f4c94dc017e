import { describe, expect, it } from '@jest/globals';
import { incidentsIn } from '../../shared/records/incidents';
import { aReport, anIncident } from '../support/builders';
import { interleaved, schedules } from '../support/interleave';
import { MemoryBlobs } from '../support/memoryBlobs';

const release = 'Release-123';

describe('the claim on a release', () => {
  it('is held by the first incident, also when that asks twice', async () => {
    const incidents = incidentsIn(new MemoryBlobs());

    expect(await incidents.claimOf(release)).toBeUndefined();
    const first = await incidents.claim(release, 'a', false);
    const again = await incidents.claim(release, 'a', false);
    const other = await incidents.claim(release, 'b', false);

    expect(first).toEqual({ release, incident: 'a', status: 'held' });
    expect([again, other, await incidents.claimOf(release)]).toEqual([first, first, first]);
  });

  it.each([
    { again: false, expected: { release, incident: 'a', status: 'ended' } },
    { again: true, expected: { release, incident: 'b', status: 'held' } },
  ])('once ended goes over to another only on request (again: $again)', async (row) => {
    const incidents = incidentsIn(new MemoryBlobs());
    await incidents.claim(release, 'a', false);
    await incidents.endClaim(release, 'a');

    expect(await incidents.claim(release, 'b', row.again)).toEqual(row.expected);
  });

  it('is not taken over while it is held, whoever asks', async () => {
    const incidents = incidentsIn(new MemoryBlobs());
    await incidents.claim(release, 'a', false);

    expect(await incidents.claim(release, 'b', true)).toMatchObject({ incident: 'a' });
  });

  it('is ended only by its own incident', async () => {
    const incidents = incidentsIn(new MemoryBlobs());
    await incidents.claim(release, 'a', false);
    await incidents.endClaim(release, 'b');
    await incidents.endClaim('Release-999', 'a');

    expect(await incidents.claimOf(release)).toMatchObject({ incident: 'a', status: 'held' });
  });

  it.each([
    { what: 'a release nobody held', again: false, before: 'free' },
    { what: 'a release another one let go of', again: true, before: 'ended' },
  ])('goes to exactly one of two that want $what at once, in any order of calls', async (row) => {
    for (const schedule of schedules(7)) {
      const blobs = new MemoryBlobs();
      if (row.before === 'ended') {
        await incidentsIn(blobs).claim(release, 'earlier', false);
        await incidentsIn(blobs).endClaim(release, 'earlier');
      }

      const claims = await interleaved(
        blobs,
        ['a', 'b'].map((id) => async (view) => incidentsIn(view).claim(release, id, row.again)),
        schedule,
      );

      const [winner] = new Set(claims.map(({ incident }) => incident));
      expect(['a', 'b']).toContain(winner);
      expect(claims).toEqual([claims[0], claims[0]]);
      expect(await incidentsIn(blobs).claimOf(release)).toEqual(claims[0]);
    }
  });

  it('names the record when it cannot be read', async () => {
    const incidents = incidentsIn(new MemoryBlobs({ 'claims/Release-123.json': '{}' }));

    await expect(incidents.claim(release, 'a', false)).rejects.toThrow('claims/Release-123.json: ');
  });

  it('notices when a claim is deleted under its hands', async () => {
    const blobs = new MemoryBlobs({ 'claims/Release-123.json': '{}' });
    blobs.before = ({ call, name }) => {
      if (call === 'read') {
        blobs.texts.delete(name);
      }
    };

    await expect(incidentsIn(blobs).claim(release, 'a', false)).rejects.toThrow(
      'nobody deletes claims',
    );
  });
});

describe('incidents', () => {
  it('are listed newest first', async () => {
    const incidents = incidentsIn(new MemoryBlobs());
    for (const [id, minute] of [
      ['b', 41],
      ['c', 42],
      ['a', 40],
    ] as const) {
      await incidents.save(anIncident({ id, openedAt: `2026-11-21T00:${minute}:00.000Z` }));
    }

    expect((await incidents.list()).map(({ id }) => id)).toEqual(['c', 'b', 'a']);
    expect(await incidents.read('b')).toMatchObject({ id: 'b' });
    expect(await incidents.read('d')).toBeUndefined();
  });

  it('are saved with their report, for machines and for people [J12]', async () => {
    const blobs = new MemoryBlobs();
    const incidents = incidentsIn(blobs);
    const report = aReport();
    await incidents.save(anIncident());
    expect(await incidents.report(report.incident.id)).toBeUndefined();

    await incidents.saveReport(report);

    const saved = await incidents.report(report.incident.id);
    expect(saved?.report).toEqual(report);
    expect(saved?.markdown).toContain(`- Why: ${report.incident.reason.replaceAll('>', '&gt;')}`);
    expect(await incidents.read(report.incident.id)).toEqual(report.incident);
    expect([...blobs.texts.keys()].toSorted()).toEqual(
      ['incident.json', 'report.json', 'report.md'].map(
        (name) => `incidents/${report.incident.id}/${name}`,
      ),
    );
  });

  it('change last when a report is saved, so that who sees one ended finds its report', async () => {
    const blobs = new MemoryBlobs();
    const written: string[] = [];
    blobs.before = ({ name }) => void written.push(name.replace(/^.*\//, ''));

    await incidentsIn(blobs).saveReport(aReport());

    expect(written.at(-1)).toBe('incident.json');
  });
});
