import { argumentError } from '../../serviceBusError';
import type { ServiceBusError } from '../../serviceBusError';
import { filterValueOf } from '../ruleDescription';
import type { FilterValue, GivenValues } from '../ruleDescription';
import { tokensOf } from './tokens';
import type { Token } from './tokens';

/** The longest expression that Service Bus takes. */
const MAX_LENGTH = 1_024;

/** Reads the tokens of an expression one after another. */
export class TokenReader {
  readonly #expression: string;
  readonly #tokens: readonly Token[];
  readonly #parameters: GivenValues;
  #position = 0;

  constructor(expression: string, parameters: GivenValues) {
    if (expression.length > MAX_LENGTH) {
      throw argumentError(
        `Found an expression of ${expression.length} characters, expected at most ${MAX_LENGTH}.`,
      );
    }
    this.#expression = expression;
    this.#parameters = parameters;
    this.#tokens = tokensOf(expression);
  }

  get next(): Token {
    return this.#tokens[this.#position] ?? { kind: 'end', text: 'the end', at: 0 };
  }

  get isAtEnd(): boolean {
    return this.next.kind === 'end';
  }

  take(): Token {
    const token = this.next;
    this.#position += 1;
    return token;
  }

  /** Takes the next token if it is this symbol, or this word in any case. */
  takeIf(text: string): boolean {
    const { kind, text: found } = this.next;
    const isIt = (kind === 'symbol' || kind === 'word') && found.toUpperCase() === text;
    this.#position += isIt ? 1 : 0;
    return isIt;
  }

  /** Takes whichever of these comes next; undefined when none does. */
  takeOneOf<T extends string>(texts: readonly T[]): T | undefined {
    return texts.find((text) => this.takeIf(text));
  }

  expect(text: string): void {
    if (!this.takeIf(text)) {
      throw this.unexpected(`'${text}'`);
    }
  }

  /** What a parameter stands for; case does not count in its name. Throws for one that is not given. */
  parameter(name: string): FilterValue {
    const lower = name.toLowerCase();
    const given = Object.entries(this.#parameters).find(([key]) => key.toLowerCase() === lower);
    if (given === undefined) {
      throw argumentError(`Found the parameter '${name}', expected a value for it.`);
    }
    return filterValueOf(given[1]);
  }

  unexpected(expected: string): ServiceBusError {
    const { text, at } = this.next;
    return argumentError(
      `Found '${text}' at position ${at} of the expression "${this.#expression}", expected ${expected}.`,
    );
  }
}
