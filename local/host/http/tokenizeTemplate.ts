export type Token = { kind: 'literal'; text: string } | { kind: 'parameter'; text: string };

/**
 * Splits a route template into its segments, and these into literals and what stands in braces.
 * Doubled braces are braces; a slash inside braces, as in a regular expression, separates nothing.
 */
export function tokenize(template: string): Token[][] {
  const segments: Token[][] = [[]];
  for (const [token] of template.matchAll(
    /\/|\{(?:[^{}]|\{\{|\}\})+\}|(?:[^{}/]|\{\{|\}\})+|[{}]/g,
  )) {
    if (token === '/') {
      segments.push([]);
    } else if (token === '{' || token === '}') {
      throw new Error(`The route "${template}" is not valid: a brace has no partner`);
    } else {
      segments.at(-1)?.push(toToken(token));
    }
  }
  return segments.filter((segment) => segment.length > 0);
}

function toToken(token: string): Token {
  const isParameter = token.startsWith('{') && !token.startsWith('{{');
  const text = isParameter ? token.slice(1, -1) : token;
  const unescaped = text.replaceAll('{{', '{').replaceAll('}}', '}');
  return { kind: isParameter ? 'parameter' : 'literal', text: unescaped };
}
