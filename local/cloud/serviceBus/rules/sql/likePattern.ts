/** A SQL LIKE pattern as a regular expression: `%` for any text, `_` for one character. */
export function likePattern(pattern: string, escape: string): RegExp {
  let source = '';
  let isEscaped = false;
  for (const character of pattern) {
    if (!isEscaped && character === escape) {
      isEscaped = true;
      continue;
    }
    source += isEscaped ? literally(character) : translated(character);
    isEscaped = false;
  }
  return new RegExp(`^${source}$`, 'su');
}

function translated(character: string): string {
  if (character === '%') {
    return '.*';
  }
  return character === '_' ? '.' : literally(character);
}

function literally(character: string): string {
  return character.replaceAll(/[$()*+.?[\\\]^{|}/]/g, String.raw`\$&`);
}
