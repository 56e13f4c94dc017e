import { describe, expect, it } from '@jest/globals';
import { bar } from '../../../cli/text/bar';
import { screenOn } from '../../../cli/text/screen';

function aScreen(isTTY: boolean) {
  const seen = { text: '' };
  const screen = screenOn({ isTTY, write: (text) => (seen.text += text) });
  return { screen, seen };
}

describe('screenOn', () => {
  it('draws over the moving part, below the lines that stay', () => {
    const { screen, seen } = aScreen(true);

    screen.draw(['1/2', 'x']);
    screen.say('halfway');
    screen.draw([]);

    const erase = '\u001B[2A\r\u001B[J';
    expect(seen.text).toBe(`1/2\nx\n${erase}halfway\n1/2\nx\n${erase}`);
  });

  it('leaves the moving part out where nothing can be drawn over', () => {
    const { screen, seen } = aScreen(false);

    screen.draw(['1/2']);
    screen.say('done');

    expect(seen.text).toBe('done\n');
  });
});

describe('bar', () => {
  it('is filled by as much as is done', () => {
    expect([bar(1, 4, 8), bar(4, 4, 4), bar(0, 0, 4)]).toEqual(['██░░░░░░', '████', '████']);
  });
});
