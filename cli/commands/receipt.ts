import type { Command } from 'commander';
import { z } from 'zod';
import { RollbackReceipt } from '../../shared/domain/receipt/receipt';
import { verifyReceipt } from '../../shared/domain/receipt/verifyReceipt';
import type { ReceiptVerdict } from '../../shared/domain/receipt/verifyReceipt';
import { carryOut } from '../command';
import type { Answer, Kit, Session } from '../command';
import { exits, reasonOf } from '../failure';
import { readText } from '../files/readText';
import { Id } from '../options';
import { facts } from '../show/facts';
import { plain } from '../text/plain';
import { wrapHanging } from '../text/wrap';

/** `receipt`: the signed record of what became of each circuit. */
export function addReceipt(program: Command, session: Session): void {
  const receipt = program
    .command('receipt')
    .summary('the signed record of a rollback: get it, and verify it offline');

  const get = receipt
    .command('get')
    .argument('<id>', 'of the rollback')
    .summary('the receipt of a rollback that has ended, as JSON')
    .description('The receipt of a rollback that has ended, as JSON, to be kept and verified.')
    .addHelpText('after', '\nExample: ripcord receipt get manual-1 > receipt.json');
  carryOut(get, session, { input: Id, run: getReceipt });

  const key = receipt
    .command('key')
    .summary('the public key that the app signs receipts with')
    .description(
      'The public key that the app signs receipts with, to be kept apart from receipts.',
    );
  carryOut(key, session, { input: z.object({}), run: getKey });

  const verify = receipt
    .command('verify')
    .argument('<file>', 'a receipt; - is standard input')
    .summary('recompute a receipt: is it genuine, and does it prove what it says')
    .description(
      'Recomputes the hash and the signature of a receipt, and holds what was read back of each circuit against what was written. Needs no app. Without --public-key the receipt names its own key, which proves only that nobody has changed it who lacks that key.',
    )
    .option('--public-key <key>', 'what `ripcord receipt key` printed once');
  carryOut(verify, session, {
    input: z.object({ file: z.string(), publicKey: z.base64().optional() }),
    run: verifyFile,
  });
}

async function getReceipt({ id }: z.infer<typeof Id>, { api }: Kit): Promise<Answer> {
  const receipt = await api().get(`/api/rollbacks/${id}/receipt`, RollbackReceipt);
  return { json: receipt, lines: JSON.stringify(receipt, null, 2).split('\n') };
}

const Key = z.looseObject({ algorithm: z.string(), publicKey: z.string() });

async function getKey(_: object, { api }: Kit): Promise<Answer> {
  const key = await api().get('/api/receipt-key', Key);
  return { json: key, lines: [plain(key.publicKey)] };
}

type Asked = { file: string; publicKey?: string | undefined };

async function verifyFile({ file, publicKey }: Asked, { look }: Kit): Promise<Answer> {
  const verdict = verdictOn(await readText(file), publicKey);
  const { isGenuine, isProven, counts, findings } = verdict;
  const isFine = isGenuine && isProven;
  const pinned = publicKey === undefined ? 'its own, which nobody vouches for' : 'the expected one';
  return {
    json: { ok: isFine, file, ...verdict },
    lines: [
      look.paint(
        isFine ? 'green' : 'red',
        `${plain(file)}: ${isGenuine ? 'genuine' : 'not genuine'}, ${isProven ? 'proven' : 'not proven'}`,
      ),
      ...facts(
        [
          ['restored', `${counts.restored}, ${counts.proven} of them read back as written`],
          ['others', String(counts.other)],
          ['key', verdict.publicKey === undefined ? undefined : pinned],
        ],
        look,
      ),
      ...findings.flatMap((finding) =>
        wrapHanging(`  ${plain(finding)}`, look.width, '    ').map((line) =>
          look.paint('red', line),
        ),
      ),
    ],
    exit: isFine ? exits.ok : exits.finding,
  };
}

/** A text that is no JSON is no receipt either. */
function verdictOn(text: string, publicKey: string | undefined): ReceiptVerdict {
  try {
    return verifyReceipt(JSON.parse(text), publicKey);
  } catch (error) {
    return {
      isGenuine: false,
      isProven: false,
      findings: [`it is no receipt: found no JSON: ${reasonOf(error)}`],
      counts: { restored: 0, proven: 0, other: 0 },
    };
  }
}
