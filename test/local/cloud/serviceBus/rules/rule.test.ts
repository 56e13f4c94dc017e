import { describe, expect, it } from '@jest/globals';
import { message as codec } from 'rhea';
import { parseMessage } from '../../../../../local/cloud/serviceBus/message/parseMessage';
import { MessageProperties } from '../../../../../local/cloud/serviceBus/rules/messageProperties';
import { compileRule } from '../../../../../local/cloud/serviceBus/rules/rule';

const MESSAGE = {
  body: 'x',
  message_id: 'id-1',
  subject: 'Alert',
  correlation_id: 'c-1',
  content_type: 'application/json',
  reply_to_group_id: 'back',
  application_properties: {
    number: 5,
    half: 0.5,
    text: 'it is 100% so',
    quote: "it's",
    flag: true,
    nothing: null,
    'with space': 1,
    Mixed: 'case',
  },
};

function theMessage() {
  const { content } = parseMessage(codec.encode(MESSAGE), () => 'new');
  return new MessageProperties(content);
}

function matches(expression: string): boolean {
  const filter = { type: 'sql', expression } as const;
  return compileRule({ name: 'r', filter }).matches(theMessage());
}

describe('a SQL filter', () => {
  it.each([
    '1=1',
    'TRUE',
    'flag',
    'flag = TRUE AND NOT flag = FALSE',
    'number = 5',
    'user.number <> 4',
    'number != 4',
    'number > 4.5 AND number >= 5 AND number < 1e1 AND number <= 5',
    "sys.Label = 'Alert' AND sys.MessageId = 'id-1'",
    "sys.correlationid = 'c-1' AND sys.ReplyToSessionId = 'back'",
    "sys.Label > 'Aaa'",
    'number IN (1, 2, 5)',
    'number NOT IN (1, 2)',
    "text LIKE 'it%'",
    "text LIKE '%100!% so' ESCAPE '!'",
    "text NOT LIKE 'it_'",
    "quote = 'it''s'",
    'missing IS NULL',
    'nothing IS NULL AND EXISTS(nothing)',
    'number IS NOT NULL',
    'EXISTS(number) AND NOT EXISTS (missing)',
    'number + 1 * 2 = 7',
    '(number + 1) * 2 = 12',
    'number / 2 = 2 AND number % 2 = 1',
    'half * 2 = 1',
    '-number = -5 AND +number = 5 AND number - -5 = 10',
    "text + '!' = 'it is 100% so!'",
    '[with space] = 1',
    '"with space" = 1',
    "property('with space') = 1",
    'p(number) = 5',
    "mixed = 'case'",
    'number = 4 OR flag = TRUE',
    'missing = 1 OR TRUE',
    'NOT (missing = 1 AND FALSE)',
    'newid() <> newid()',
  ])('lets through: %s', (expression) => {
    expect(matches(expression)).toBe(true);
  });

  it.each([
    '1=0',
    'number = 4',
    "number = '5'",
    // Unknown is not false: neither it nor its negation lets a message through.
    'missing = 1',
    'missing <> 1',
    'NOT missing = 1',
    'NOT (missing = 1)',
    'missing IN (1, 2)',
    'missing NOT IN (1, 2)',
    'number NOT IN (1, missing)',
    "missing LIKE '%'",
    "missing NOT LIKE 'x'",
    'missing = missing',
    'missing + 1 > 0',
    'number / 0 = 0',
    'number % 0 = 0',
    'number = 5 AND missing = 1',
    'number = 4 OR missing = 1',
    'number',
    "text LIKE 'IT%'",
  ])('holds back: %s', (expression) => {
    expect(matches(expression)).toBe(false);
  });

  it.each([
    ['', "Found 'the end' at position 0"],
    ['a ==', "Found '=' at position 3"],
    ["a = 'open", "Found ''open' at position 4"],
    ['a = 1 b', "Found 'b' at position 6"],
    ['(a = 1', "expected ')'"],
    ['sys.Colour = 1', "Found the system property 'Colour', expected one of messageid"],
    ['other.a = 1', "Found the scope 'other', expected sys or user"],
    ['abs(a) = 1', "Found the function 'abs'"],
    ['a IN ()', "Found ')' at position 6"],
    ['a NOT 1', 'expected IN or LIKE'],
    ['1 IS NULL', 'expected it behind a property'],
    [`a = '${'x'.repeat(1_024)}'`, 'expected at most 1024'],
  ])('is refused: %s', (expression, message) => {
    expect(() => matches(expression)).toThrow(message);
  });
});

describe('a correlation filter', () => {
  const filter = (more: object) => ({ type: 'correlation', properties: {}, ...more }) as const;
  const isLetThrough = (more: object) =>
    compileRule({ name: 'r', filter: filter(more) }).matches(theMessage());

  it('wants all that it names to be equal', () => {
    expect(isLetThrough({ subject: 'Alert', contentType: 'application/json' })).toBe(true);
    expect(isLetThrough({ properties: { number: 5, flag: true } })).toBe(true);
    expect(isLetThrough({ subject: 'alert' })).toBe(false);
    expect(isLetThrough({ subject: 'Alert', to: 'x' })).toBe(false);
    expect(isLetThrough({ properties: { number: '5' } })).toBe(false);
    expect(isLetThrough({ properties: { missing: 1 } })).toBe(false);
  });

  it('is refused when it names nothing', () => {
    expect(() => isLetThrough({})).toThrow('Found an empty correlation filter');
  });
});

describe('a rule action', () => {
  function afterAction(action: string) {
    const filter = { type: 'sql', expression: '1=1' } as const;
    const message = theMessage();
    compileRule({ name: 'r', filter, action }).act?.(message);
    const { content_type, to, subject, group_id, application_properties } = codec.decode(
      message.content().bare,
    );
    return { content_type, to, subject, group_id, application_properties };
  }

  it('sets and removes properties one after another, and leaves all others as they are', () => {
    const { application_properties: before } = MESSAGE;

    const after = afterAction(
      "SET number = number + 1; SET number = number * 2; REMOVE text; SET [new one] = 'n'; SET sys.To = 'there'; REMOVE sys.Label; SET sys.SessionId = 's';",
    );

    const { text: _, ...kept } = before;
    expect(after).toEqual({
      content_type: 'application/json',
      to: 'there',
      subject: undefined,
      group_id: 's',
      application_properties: { ...kept, number: 12, 'new one': 'n' },
    });
  });

  it.each([
    ['SET', 'expected the name of a property'],
    ['SET a', "expected '='"],
    ['DELETE a', "Found 'DELETE' at position 0"],
    ['SET a = 1 SET b = 2', "expected ';' or the end"],
  ])('is refused: %s', (action, message) => {
    expect(() => afterAction(action)).toThrow(message);
  });
});
