import { argumentError } from '../../serviceBusError';

export type Token = {
  kind: 'string' | 'number' | 'word' | 'delimited' | 'symbol' | 'end';
  /** Without quotes and with doubled ones undone; upper case does not count in a word. */
  text: string;
  /** Where it begins in the expression, from 0. */
  at: number;
};

const TOKEN =
  /\s+|(?<string>'(?:[^']|'')*')|(?<number>\d+(?:\.\d+)?(?:e[+-]?\d+)?|\.\d+)|(?<word>[\p{L}_$@#][\p{L}\p{N}_$@#-]*)|(?<bracketed>\[(?:[^\]]|\]\])+\])|(?<quoted>"(?:[^"]|"")+")|(?<symbol><>|!=|<=|>=|[=<>+\-*/%(),.;])/iuy;

/** Splits a SQL expression into tokens, the last of which is its end. Throws `argument-error`. */
export function tokensOf(expression: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < expression.length) {
    TOKEN.lastIndex = at;
    const match = TOKEN.exec(expression);
    if (match === null) {
      throw argumentError(
        `Found '${expression.slice(at, at + 10)}' at position ${at} of the expression "${expression}".`,
      );
    }
    const token = tokenOf(match.groups ?? {}, at);
    if (token !== undefined) {
      tokens.push(token);
    }
    at += match[0].length;
  }
  return [...tokens, { kind: 'end', text: 'the end', at }];
}

function tokenOf(groups: Record<string, string | undefined>, at: number): Token | undefined {
  const { string, number, word, bracketed, quoted, symbol } = groups;
  if (string !== undefined) {
    return { kind: 'string', text: string.slice(1, -1).replaceAll("''", "'"), at };
  }
  if (number !== undefined) {
    return { kind: 'number', text: number, at };
  }
  if (word !== undefined) {
    return { kind: 'word', text: word, at };
  }
  if (bracketed !== undefined) {
    return { kind: 'delimited', text: bracketed.slice(1, -1).replaceAll(']]', ']'), at };
  }
  if (quoted !== undefined) {
    return { kind: 'delimited', text: quoted.slice(1, -1).replaceAll('""', '"'), at };
  }
  return symbol === undefined ? undefined : { kind: 'symbol', text: symbol, at };
}
