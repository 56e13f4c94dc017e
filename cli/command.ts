import type { Command } from 'commander';
import { z } from 'zod';
import { problemsIn } from '../shared/domain/policy/problemsIn';
import type { Api } from './api/api';
import { connect } from './api/connect';
import { exits, wrongUse } from './failure';
import { Seconds } from './numbers';
import type { Exit } from './failure';
import type { Shell } from './shell';
import { lookOf } from './text/look';
import type { Look } from './text/look';
import { screenOn } from './text/screen';
import type { Screen } from './text/screen';

/** What a command comes to: one document for machines, lines for people. */
export type Answer = { json: unknown; lines: readonly string[]; exit?: Exit };

/** What a command works with. */
export type Kit = {
  /** Speaks to the app, or to the one at another address. Complains of a bad one. */
  api: (url?: string) => Api;
  env: Shell['env'];
  look: Look;
  /** For long work. */
  screen: Screen;
};

type Work<Input> = {
  /** Of options and arguments together, by their names in camelCase. */
  input: z.ZodType<Input>;
  run: (input: Input, kit: Kit) => Answer | Promise<Answer>;
};

/** Options of every command. */
const Common = z.object({
  json: z.boolean().default(false),
  url: z.string().optional(),
  key: z.string().min(1).optional(),
  timeout: Seconds,
});

/** One run of the command line: where it is run from, and what it comes to. */
export type Session = { shell: Shell; finish: (exit: Exit) => void };

/** Says how a command is carried out once its options and arguments are parsed. */
export function carryOut<Input>(
  command: Command,
  { shell, finish }: Session,
  { input, run }: Work<Input>,
): void {
  command.action(async () => {
    const given = givenTo(command);
    const { json, ...place } = parsed(Common, given);
    const answer = await run(parsed(input, given), kitFor(shell, place));
    shell.out.write(
      json
        ? `${JSON.stringify(answer.json, null, 2)}\n`
        : answer.lines.map((line) => `${line}\n`).join(''),
    );
    finish(answer.exit ?? exits.ok);
  });
}

function kitFor(shell: Shell, place: Omit<z.infer<typeof Common>, 'json'>): Kit {
  const { env } = shell;
  const own = place.url ?? (env['RIPCORD_URL'] || 'http://localhost:7071');
  const key = place.key ?? (env['RIPCORD_KEY'] || undefined);
  return {
    api: (url = own) => connect({ url, key, timeoutSeconds: place.timeout }),
    env,
    look: lookOf(shell.out, env),
    screen: screenOn(shell.err),
  };
}

/** Options and arguments by their names. */
function givenTo(command: Command): Record<string, unknown> {
  const values: readonly unknown[] = command.processedArgs;
  const named = command.registeredArguments.map((argument, index) => [
    argument.name().toLowerCase(),
    values[index],
  ]);
  return { ...command.optsWithGlobals(), ...Object.fromEntries(named) };
}

function parsed<T>(schema: z.ZodType<T>, given: Record<string, unknown>): T {
  const reading = schema.safeParse(given, { reportInput: true });
  if (reading.success) {
    return reading.data;
  }
  throw wrongUse(problemsIn(reading.error).map(asOption).join('\n'));
}

/** `planHash: found …` is said of `--plan-hash`. */
function asOption(problem: string): string {
  return problem.replace(/^[a-z]\w*/i, (name) => `--${kebab(name)}`);
}

function kebab(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
