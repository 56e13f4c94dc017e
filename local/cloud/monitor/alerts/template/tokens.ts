import { TemplateError } from './templateError';

export type Token =
  | { readonly kind: 'name' | 'text'; readonly text: string }
  | { readonly kind: 'number'; readonly number: number }
  | { readonly kind: 'mark'; readonly text: string };

const shape =
  /\s*(?:(?<name>[A-Za-z_][\w-]*)|(?<number>-?\d+)|'(?<text>(?:[^']|'')*)'|(?<mark>[()[\],.]))/y;

/** Takes the text of a template expression apart. A quote in a text is written twice. */
export function tokensOf(expression: string): Token[] {
  const tokens: Token[] = [];
  const text = expression.trim();
  const pattern = new RegExp(shape);
  while (pattern.lastIndex < text.length) {
    const from = pattern.lastIndex;
    const groups = pattern.exec(text)?.groups;
    if (groups === undefined) {
      throw new TemplateError(`Found ${text.slice(from, from + 20)} in the expression ${text}`);
    }
    tokens.push(tokenOf(groups));
  }
  return tokens;
}

function tokenOf(groups: Readonly<Record<string, string | undefined>>): Token {
  const { name, number, text, mark = '' } = groups;
  if (name !== undefined) {
    return { kind: 'name', text: name };
  }
  if (number !== undefined) {
    return { kind: 'number', number: Number(number) };
  }
  return text === undefined
    ? { kind: 'mark', text: mark }
    : { kind: 'text', text: text.replaceAll("''", "'") };
}
