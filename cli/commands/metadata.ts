import type { Command } from 'commander';
import { z } from 'zod';
import { verifyChain } from '../../shared/domain/release/chain';
import { forPeople } from '../../shared/domain/time';
import { Releases } from '../api/answers';
import { carryOut } from '../command';
import type { Answer, Kit, Session } from '../command';
import { exits } from '../failure';
import { readRecords } from '../files/readRecords';
import { counted } from '../show/circuitNames';
import { table } from '../text/table';

/** `metadata`: the records of releases, and whether they are what was written. */
export function addMetadata(program: Command, session: Session): void {
  const metadata = program
    .command('metadata')
    .summary('release records: what is on record, and whether it is what was written');

  const list = metadata
    .command('list')
    .summary('the releases on record, newest first')
    .description('The releases on record, newest first, with what the chain says of each.');
  carryOut(list, session, { input: z.object({}), run: listReleases });

  const verify = metadata
    .command('verify')
    .summary('find records that were edited, removed, swapped, cut off or put beside the chain')
    .description(
      'Holds every release record against its hash, its neighbours and the head of the chain. The app does it for its own records; of a folder it is done here, without the app. Ends with 1 if anything but `unsealed` was found: such a record is no proof, but no lie either.',
    )
    .option('--from <place>', 'a folder of records and head.json, or the address of an app')
    .option('--require-sealed', 'take `unsealed` for a finding as well')
    .addHelpText('after', '\nExample: ripcord metadata verify --from backup/releases');
  carryOut(verify, session, { input: VerifyInput, run: verifyRecords });
}

const VerifyInput = z.object({
  from: z.string().min(1).optional(),
  requireSealed: z.boolean().default(false),
});

type Found = { records: number; findings: readonly Finding[] };
type Finding = { finding: string; release: string; detail: string };

async function verifyRecords(
  { from, requireSealed }: z.infer<typeof VerifyInput>,
  { api, look }: Kit,
): Promise<Answer> {
  const isAddress = from !== undefined && /^https?:\/\//i.test(from);
  const found: Found =
    from === undefined || isAddress ? await verifiedBy(api(from)) : await verifiedHere(from);
  const { records, findings } = found;
  const bad = findings.filter(({ finding }) => requireSealed || finding !== 'unsealed');
  const rows = findings.map(({ finding, release, detail }) => [
    {
      text: finding,
      style: bad.some((one) => one.finding === finding) ? ('red' as const) : ('yellow' as const),
    },
    release,
    detail,
  ]);
  const verdict =
    bad.length === 0
      ? look.paint('green', `${counted(records, 'record')}: all as written`)
      : look.paint('red', `${counted(records, 'record')}: ${counted(bad.length, 'finding')}`);
  const unproven = findings.length - bad.length;
  return {
    json: { ok: bad.length === 0, records, findings },
    lines: [
      ...(rows.length === 0
        ? []
        : [...table({ heads: ['finding', 'release', 'detail'], rows }, look), '']),
      unproven === 0 ? verdict : `${verdict}, ${unproven} of them without a hash to prove it`,
    ],
    exit: bad.length === 0 ? exits.ok : exits.finding,
  };
}

async function verifiedHere(folder: string): Promise<Found> {
  const { records, head } = await readRecords(folder);
  return { records: records.length, findings: verifyChain(records, head) };
}

async function verifiedBy(api: ReturnType<Kit['api']>): Promise<Found> {
  const { releases, unreadable, findings } = await api.get('/api/releases', Releases);
  return { records: releases.length + unreadable.length, findings };
}

async function listReleases(_: object, { api, look }: Kit): Promise<Answer> {
  const answer = await api().get('/api/releases', Releases);
  const { releases, unreadable } = answer;
  const rows = releases.map(({ id, at, circuits, environments, models, changeCause, finding }) => [
    id,
    forPeople(at).slice(0, 16),
    String(circuits),
    [...environments, ...(models > 0 ? [counted(models, 'model')] : [])].join(', '),
    changeCause ?? '',
    finding === null
      ? { text: 'sealed', style: 'green' as const }
      : { text: finding, style: finding === 'unsealed' ? ('yellow' as const) : ('red' as const) },
  ]);
  const heads = ['release', 'at (UTC)', 'circuits', 'changed to', 'change cause', 'chain'];
  return {
    json: answer,
    lines: [
      ...(rows.length === 0 ? ['No releases on record.'] : table({ heads, rows }, look)),
      ...unreadable.map((name) => look.paint('red', `${name} cannot be read`)),
    ],
  };
}
