import { describe, expect, it } from '@jest/globals';
import type { Command } from 'commander';
import { programFor } from '../../cli/program';
import { freePort } from '../support/demo';
import { documentIn, ripcord } from './ripcord';

const silent = { env: {}, out: { write: () => {} }, err: { write: () => {} } };

/** The words of every command that does something. */
function leaves(command: Command, words: string[] = []): string[][] {
  return command.commands.length === 0
    ? [words]
    : command.commands.flatMap((one) => leaves(one, [...words, one.name()]));
}

const commands = leaves(programFor({ shell: silent, finish: () => {} })).map((words) =>
  words.join(' '),
);

/** Every command that asks the app, as one would write it. */
const askingTheApp = [
  'list',
  'status manual-1',
  'report manual-1',
  'why manual-1',
  'plan --release Release-123',
  'rollback environment --release Release-123 --reason because',
  'rollback model --plant P001 --circuit C001 --reason because',
  'rollback both --release Release-123 --reason because',
  'retry manual-1 --circuit P001/C001',
  'pause manual-1',
  'resume manual-1',
  'cancel manual-1',
  'take-over manual-1',
  'skip manual-1 --circuit P001/C001',
  'kill-switch',
  'kill-switch on --reason because',
  'current',
  'history --circuit P001/C001',
  'metadata list',
  'metadata verify',
  'reference',
];

describe('ripcord', () => {
  it.each(commands)('%s --help says how it is used', async (command) => {
    const { exit, out, err } = await ripcord(`${command} --help`);

    expect({ exit, err }).toEqual({ exit: 0, err: '' });
    expect(out).toContain(`Usage: ripcord ${command}`);
    expect(out).toContain('--json');
    expect(out).toContain('--url');
  });

  it('names every command in its help, and the exit codes', async () => {
    const { out } = await ripcord('--help');

    commands.forEach((command) => expect(out).toContain(command.split(' ')[0]));
    expect(out).toContain('3 the app cannot be reached');
  });

  it.each(askingTheApp)(
    '%s ends with 3 where no app is, and says where it looked',
    async (line) => {
      const url = `http://127.0.0.1:${await freePort()}`;

      const ended = await ripcord(`${line} --json --url ${url}`);

      expect(ended.exit).toBe(3);
      expect(ended.err).toContain(`ripcord: no answer from ${url}: connect ECONNREFUSED`);
      expect(documentIn(ended)).toMatchObject({ exit: 3 });
    },
  );

  it.each([
    { line: '', says: /Usage: ripcord/ },
    { line: 'undo', says: /unknown command 'undo'/ },
    { line: 'plan', says: /required option '--release <id>'/ },
    { line: 'status', says: /missing required argument 'id'/ },
    { line: 'list --limit none', says: /--limit: found "none", expected a whole number/ },
    { line: 'list --colour', says: /unknown option '--colour'/ },
    { line: 'status ../x', says: /--id: found "\.\.\/x", expected letters, digits/ },
    {
      line: 'plan --release R-1 --kind image',
      says: /--kind: found "image", expected one of model/,
    },
    {
      line: 'plan --release R-1 --circuit C001',
      says: /--circuit: found C001, expected a circuit/,
    },
    { line: 'plan --release R-1 --kind both --to 1.4.0', says: /--to: found 1\.4\.0, expected/ },
    { line: 'rollback environment --release R-1', says: /required option '--reason <text>'/ },
    { line: 'rollback environment --reason because', says: /--release: found none, expected/ },
    {
      line: 'rollback environment --release R-1 --reason no',
      says: /--reason: found "no", expected/,
    },
    { line: 'kill-switch on', says: /--reason: found none/ },
    { line: 'kill-switch perhaps', says: /--state: found "perhaps", expected one of on, off/ },
    { line: 'skip manual-1', says: /--circuit: found none, expected one/ },
    { line: 'history', says: /--circuit: found none, expected one/ },
    { line: 'list --url ftp://x', says: /--url: found ftp:\/\/x, expected an address/ },
    { line: 'list --url http://user:pw@host', says: /--url: found a name or password/ },
    {
      line: 'list --key k --url http://ripcord.example',
      says: /expected https where a key is sent/,
    },
    { line: 'list --timeout 0', says: /--timeout: found 0, expected more than 0/ },
    { line: 'policy check no-such-file.json', says: /cannot read no-such-file\.json/ },
    { line: 'policy show --preset sofa', says: /--preset: found "sofa", expected one of azureml/ },
    { line: 'metadata verify --from no-such-folder', says: /--from: found no folder/ },
  ])('refuses "$line" with 2, and names what was found and expected', async ({ line, says }) => {
    const ended = await ripcord(line);

    expect(ended.exit).toBe(2);
    expect(ended.err).toMatch(says);
    expect(ended.out).toBe('');
    expect(documentIn(await ripcord(`${line} --json`))).toMatchObject({ exit: 2 });
  });
});
