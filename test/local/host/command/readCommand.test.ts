import { describe, expect, it } from '@jest/globals';
import { readCommand } from '../../../../local/host/command/readCommand';

function start(...args: string[]) {
  const command = readCommand(['start', ...args], '/apps/one');
  return command.kind === 'start' ? command.start : undefined;
}

describe('the command line of ripcord-host', () => {
  it('runs the app of the current directory if nothing else is said', () => {
    expect(start()).toEqual({
      appDir: '/apps/one',
      port: undefined,
      stateDir: '/apps/one/.local/host',
      enableAuth: false,
      verbose: false,
      corsOrigins: undefined,
      corsCredentials: undefined,
      functions: undefined,
      nodeFlags: [],
      faults: {},
    });
  });

  it.each([
    [['--port', '8080'], { port: 8080 }],
    [['-p', '0'], { port: 0 }],
    [['--port=81'], { port: 81 }],
    [['--enableAuth'], { enableAuth: true }],
    [['--enable-auth'], { enableAuth: true }],
    [['--script-root', 'app'], { appDir: '/apps/one/app', stateDir: '/apps/one/app/.local/host' }],
    [['--state', '/var/state'], { appDir: '/apps/one', stateDir: '/var/state' }],
    [['--cors', 'http://a, http://b'], { corsOrigins: ['http://a', 'http://b'] }],
    [['--cors', '*', '--cors-credentials'], { corsOrigins: ['*'], corsCredentials: true }],
    [['--functions', 'a', 'b', '--verbose'], { functions: ['a', 'b'], verbose: true }],
    [['--functions', 'a b,c'], { functions: ['a', 'b', 'c'] }],
    [
      ['--language-worker', '--', '--inspect --stack-size=2000'],
      { nodeFlags: ['--inspect', '--stack-size=2000'] },
    ],
    [['--no-build', '--timeout', '60', '--port', '1'], { port: 1 }],
  ])('takes %j', (args, said) => {
    expect(start(...args)).toMatchObject(said);
  });

  it('knows the long form of Core Tools, help and version', () => {
    expect(readCommand(['host', 'start'], '/').kind).toBe('start');
    expect(readCommand(['start', '--help'], '/')).toEqual({ kind: 'help' });
    expect(readCommand(['help'], '/')).toEqual({ kind: 'help' });
    expect(readCommand(['--version'], '/')).toEqual({ kind: 'version' });
  });

  it.each([
    [['run'], 'Expected the command "start", found "run"'],
    [[], 'Expected the command "start", found ""'],
    [['start', '--port', 'http'], '--port is "http", expected a number from 0 to 65535'],
    [['start', '--port', '65536'], '--port is "65536"'],
    [['start', '--useHttps'], "Unknown option '--useHttps'"],
    [['start', '--port'], "Option '-p, --port <value>' argument missing"],
  ])('refuses %j, saying why', (args, problem) => {
    expect(() => readCommand(args, '/')).toThrow(problem);
  });
});
