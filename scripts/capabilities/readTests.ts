import { parseSync } from '@swc/core';
import type { CallExpression, Expression, Module } from '@swc/core';
import { expandTitle } from './expandTitle';
import { literalText } from './literalText';

/** A test's title, after those of the blocks around it, and the line it stands on. */
export type TitledTest = { title: string; line: number };

/** What `it`, `test.each(table)`, `describe.skip` and their like are. */
type Caller = { block: boolean; runs: boolean; table?: Expression };

type Scope = { around: string[]; lineAt: (position: number) => number; module: Module };

const blocks = new Set(['describe', 'fdescribe', 'xdescribe']);
const tests = new Set(['it', 'test', 'fit', 'xit', 'xtest']);
const proveNothing = new Set(['skip', 'todo', 'failing', 'xdescribe', 'xit', 'xtest']);

/**
 * Reads the titles of a test file from its source, without running it.
 *
 * Tests that are skipped, to do, or meant to fail are left out: they prove nothing. Where the id
 * of an `each` title comes from its table, every row of the table gives a title.
 */
export function readTests(source: string): TitledTest[] {
  const module = parseSync(source, { syntax: 'typescript', target: 'es2022' });
  return [...testsIn(module.body, { around: [], lineAt: lineCounter(source), module })];
}

function* testsIn(node: unknown, scope: Scope): Generator<TitledTest> {
  if (!(node instanceof Object)) {
    return;
  }
  const caller = isCall(node) ? callerOf(node.callee) : undefined;
  if (!isCall(node) || !caller) {
    for (const part of Object.values(node)) {
      yield* testsIn(part, scope);
    }
    return;
  }
  if (caller.runs) {
    yield* testsOf(node, caller, scope);
  }
}

function* testsOf(call: CallExpression, caller: Caller, scope: Scope): Generator<TitledTest> {
  const [first, ...rest] = call.arguments;
  const written = first && literalText(first.expression);
  const titles = expandTitle(written ?? '', caller.table, scope.module);
  for (const title of titles) {
    const around = [...scope.around, title];
    if (caller.block) {
      yield* testsIn(rest, { ...scope, around });
    } else {
      yield { title: around.join(' › '), line: scope.lineAt(call.span.start) };
    }
  }
}

function callerOf(callee: CallExpression['callee']): Caller | undefined {
  if (callee.type === 'Identifier') {
    const { value } = callee;
    const block = blocks.has(value);
    return block || tests.has(value) ? { block, runs: !proveNothing.has(value) } : undefined;
  }
  if (callee.type === 'MemberExpression') {
    const caller = callerOf(callee.object);
    const name = callee.property.type === 'Identifier' ? callee.property.value : '';
    return caller && { ...caller, runs: caller.runs && !proveNothing.has(name) };
  }
  if (callee.type === 'CallExpression') {
    const caller = callerOf(callee.callee);
    const table = callee.arguments[0]?.expression;
    return caller && table ? { ...caller, table } : caller;
  }
  return callee.type === 'TaggedTemplateExpression' ? callerOf(callee.tag) : undefined;
}

function isCall(node: object): node is CallExpression {
  return 'type' in node && node.type === 'CallExpression';
}

/** The parser counts bytes from one. */
function lineCounter(source: string): Scope['lineAt'] {
  const bytes = Buffer.from(source);
  return (position) =>
    bytes
      .subarray(0, position - 1)
      .toString('latin1')
      .split('\n').length;
}
