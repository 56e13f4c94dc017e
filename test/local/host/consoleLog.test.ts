import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { createConsoleLog, isAbove } from '../../../local/host/consoleLog';

describe('isAbove', () => {
  const thresholds = { default: 'warning', Function: 'error', 'Function.a.User': 'trace' } as const;

  it.each([
    { category: 'Host.Startup', level: 'information', expected: false },
    { category: 'Host.Startup', level: 'warning', expected: true },
    { category: 'Function.b', level: 'warning', expected: false },
    { category: 'Function.a', level: 'error', expected: true },
    { category: 'Function.a.User', level: 'debug', expected: true },
    { category: 'Functional', level: 'warning', expected: true },
  ] as const)('$level of $category: $expected', ({ category, level, expected }) => {
    expect(isAbove(thresholds, category, level)).toBe(expected);
  });

  it('lets nothing through where the threshold is none', () => {
    expect(isAbove({ default: 'none' }, 'Host', 'critical')).toBe(false);
  });
});

describe('createConsoleLog', () => {
  it('writes the entries of one turn together, in order', async () => {
    const written: string[] = [];
    const { log } = createConsoleLog({}, (text) => written.push(text));

    log('information', 'Host', 'first');
    log('debug', 'Host', 'not shown');
    log('warning', 'Host', 'second');
    await setImmediate();

    expect(written).toHaveLength(1);
    expect(written[0]).toMatch(/^\[.+Z\] information Host: first\n\[.+Z\] warning Host: second\n$/);
  });

  it('writes what waits when told to', () => {
    const written: string[] = [];
    const { log, flush } = createConsoleLog({}, (text) => written.push(text));

    log('error', 'Host', 'the last words');
    flush();

    expect(written.join('')).toContain('error Host: the last words\n');
  });
});
