import type { Command } from 'commander';
import { z } from 'zod';
import type { Policy } from '../../shared/domain/policy';
import { PresetName } from '../../shared/domain/policy/presets';
import { readPolicy } from '../../shared/domain/policy/readPolicy';
import { carryOut } from '../command';
import type { Answer, Kit, Session } from '../command';
import { exits, wrongUse } from '../failure';
import { goodPolicy, readPolicyFile } from '../files/readPolicyFile';
import { counted } from '../show/circuitNames';
import { showPolicy } from '../show/showPolicy';
import { plain } from '../text/plain';
import { wrapHanging } from '../text/wrap';

/** `policy`: is a policy a good one, and what holds under it. */
export function addPolicy(program: Command, session: Session): void {
  const policy = program.command('policy').summary('check a policy file, show what holds under it');

  const check = policy
    .command('check')
    .argument('<file>', 'a policy.json; - is standard input')
    .summary('say what is wrong with a policy file, as the app would when it starts')
    .description(
      'Says what is wrong with a policy file, each problem with its path, what was found and what was expected: the same that stops the app. Needs no app.',
    );
  carryOut(check, session, { input: z.object({ file: z.string() }), run: checkFile });

  const show = policy
    .command('show')
    .argument('[file]', 'a policy.json; - is standard input')
    .summary('all rules and limits that hold under a policy or preset')
    .description(
      'All rules and limits that hold once presets and defaults are filled in: of a file, of a preset, or of an empty policy. Needs no app.',
    )
    .option('--preset <name>', PresetName.options.join(', '));
  carryOut(show, session, {
    input: z.object({ file: z.string().optional(), preset: PresetName.optional() }),
    run: showWhatHolds,
  });
}

async function checkFile({ file }: { file: string }, { look }: Kit): Promise<Answer> {
  const reading = await readPolicyFile(file);
  if (reading.status === 'refused') {
    const { problems } = reading;
    return {
      json: { ok: false, file, problems },
      lines: [
        look.paint('red', `${plain(file)}: ${counted(problems.length, 'problem')}`),
        ...problems.flatMap((problem) => wrapHanging(plain(`  ${problem}`), look.width, '    ')),
      ],
      exit: exits.finding,
    };
  }
  const { preset, rules } = reading.policy;
  const from = preset === undefined ? 'no preset' : `preset ${preset}`;
  return {
    json: {
      ok: true,
      file,
      problems: [],
      preset: preset ?? null,
      rules: rules.map(({ id }) => id),
    },
    lines: [look.paint('green', `${plain(file)}: fine, ${counted(rules.length, 'rule')}, ${from}`)],
  };
}

type Asked = { file?: string | undefined; preset?: PresetName | undefined };

async function showWhatHolds({ file, preset }: Asked, { look }: Kit): Promise<Answer> {
  if (file !== undefined && preset !== undefined) {
    throw wrongUse('--preset: found a file as well, expected one of them: a file names its preset');
  }
  const policy = file === undefined ? presetPolicy(preset) : await goodPolicy(file);
  return { json: policy, lines: showPolicy(policy, look) };
}

function presetPolicy(preset: PresetName | undefined): Policy {
  const reading = readPolicy(preset === undefined ? {} : { preset });
  if (reading.status === 'refused') {
    throw new Error(`the preset ${preset} is no policy: ${reading.problems.join('; ')}`);
  }
  return reading.policy;
}
