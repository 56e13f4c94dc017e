import { z } from 'zod';
import { TemplateError } from './templateError';
import { tokensOf } from './tokens';
import type { Token } from './tokens';

/** Calls a function of the template language, whose names are read in any case. */
export type Call = (name: string, args: readonly unknown[]) => unknown;

const Bag = z.record(z.string(), z.unknown());

/**
 * Works out an expression such as `concat(parameters('name'), '-rule')`: calls, texts, whole numbers,
 * and what lies behind a `.name` or `[index]`. Throws `TemplateError` for anything else.
 */
export function evaluate(expression: string, call: Call): unknown {
  const reader = new Reader(expression, call);
  const value = reader.value();
  reader.end();
  return value;
}

class Reader {
  readonly #expression: string;
  readonly #call: Call;
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(expression: string, call: Call) {
    this.#expression = expression;
    this.#call = call;
    this.#tokens = tokensOf(expression);
  }

  value(): unknown {
    let value = this.#operand();
    for (;;) {
      if (this.#takes('.')) {
        const name = this.#next();
        if (name?.kind !== 'name') {
          throw this.#unexpected('a name after the point');
        }
        value = inside(value, name.text);
      } else if (this.#takes('[')) {
        value = inside(value, this.value());
        this.#expect(']');
      } else {
        return value;
      }
    }
  }

  end(): void {
    if (this.#at < this.#tokens.length) {
      throw this.#unexpected('its end');
    }
  }

  #operand(): unknown {
    const token = this.#next();
    switch (token?.kind) {
      case 'text':
        return token.text;
      case 'number':
        return token.number;
      case 'name':
        return this.#call(token.text, this.#arguments());
      case 'mark':
      case undefined:
        throw this.#unexpected('a value');
    }
  }

  #arguments(): unknown[] {
    this.#expect('(');
    const args: unknown[] = [];
    if (this.#takes(')')) {
      return args;
    }
    do {
      args.push(this.value());
    } while (this.#takes(','));
    this.#expect(')');
    return args;
  }

  #next(): Token | undefined {
    const token = this.#tokens[this.#at];
    this.#at += 1;
    return token;
  }

  #takes(mark: string): boolean {
    const token = this.#tokens[this.#at];
    const found = token?.kind === 'mark' && token.text === mark;
    this.#at += found ? 1 : 0;
    return found;
  }

  #expect(mark: string): void {
    if (!this.#takes(mark)) {
      throw this.#unexpected(mark);
    }
  }

  #unexpected(expected: string): TemplateError {
    return new TemplateError(`Expected ${expected} in the expression [${this.#expression}]`);
  }
}

/** Names are read in any case, as Resource Manager does. */
function inside(value: unknown, key: unknown): unknown {
  if (Array.isArray(value) && typeof key === 'number') {
    return value[key];
  }
  const bag = Bag.safeParse(value);
  const wanted = String(key).toLowerCase();
  const found = Object.entries(bag.data ?? {}).find(([name]) => name.toLowerCase() === wanted);
  if (found === undefined) {
    throw new TemplateError(`Found no ${String(key)} in ${JSON.stringify(value)}`);
  }
  return found[1];
}
