import type { GivenValues } from '../ruleDescription';
import type { ActionStep } from './expression';
import { parseExpression, parseProperty } from './parseExpression';
import { TokenReader } from './tokenReader';

/** Parses a SQL rule action: `SET property = expression` and `REMOVE property`, with `;` between them. */
export function parseAction(action: string, parameters: GivenValues = {}): ActionStep[] {
  const tokens = new TokenReader(action, parameters);
  const steps: ActionStep[] = [];
  while (!tokens.isAtEnd) {
    steps.push(parseStep(tokens));
    if (!tokens.takeIf(';') && !tokens.isAtEnd) {
      throw tokens.unexpected("';' or the end");
    }
  }
  return steps;
}

function parseStep(tokens: TokenReader): ActionStep {
  if (tokens.takeIf('REMOVE')) {
    return { type: 'remove', property: parseProperty(tokens) };
  }
  tokens.expect('SET');
  const property = parseProperty(tokens);
  tokens.expect('=');
  return { type: 'set', property, value: parseExpression(tokens) };
}
