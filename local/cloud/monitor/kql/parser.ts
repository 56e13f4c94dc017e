import { setImmediate as turn } from 'node:timers/promises';
import { loadKustoLibrary } from './kustoLibrary';
import type { Diagnostic, KustoCode, KustoLibrary, List, SyntaxElement } from './kustoLibrary';
import { LruMap } from './lruMap';
import { elements } from './syntaxNode';
import type { SyntaxNode } from './syntaxNode';
import { isKqlType } from './value';
import type { Column, KqlType } from './value';

export type TableSchema = readonly Column[];

/** What Microsoft's parser or binder has against a query. */
export type Complaint = {
  /** `SyntaxError`: it cannot be read. `SemanticError`: it reads, but makes no sense here. */
  readonly kind: 'SyntaxError' | 'SemanticError';
  /** The parser's own, such as `KS142`. */
  readonly code: string;
  readonly message: string;
  readonly start: number;
  readonly length: number;
};

export type Analysis =
  | { readonly ok: true; readonly syntax: SyntaxNode }
  | { readonly ok: false; readonly complaints: readonly [Complaint, ...Complaint[]] };

/** Reads a query and binds its names to the declared tables. */
export type Parser = { analyze(query: string): Analysis };

/** Alert rules and dashboards ask the same few questions over and over. */
const remembered = 200;

/**
 * Loads Microsoft's parser, tells it the tables, and lets it warm up on a first query. That takes a
 * second or so of the processor, in steps, so that others in this process get their turn in between.
 */
export async function loadParser(tables: ReadonlyMap<string, TableSchema>): Promise<Parser> {
  const { library, newSymbolList } = await loadKustoLibrary();
  const { TableSymbol, DatabaseSymbol } = library.Symbols;
  const symbols = new newSymbolList();
  for (const [name, schema] of tables) {
    const { Columns } = TableSymbol.From(schemaText(schema));
    symbols.add(new TableSymbol.$ctor6(name, Columns, null));
  }
  const database = new DatabaseSymbol.$ctor3('workspace', null, symbols, false);
  const globals = library.GlobalState.Default.WithDatabase(database);
  const convert = converter(library);
  await turn();
  const known = new LruMap<string, Analysis>(remembered);

  const analyze = (query: string): Analysis => {
    const cached = known.get(query);
    if (cached !== undefined) {
      return cached;
    }
    const code = library.KustoCode.ParseAndAnalyze(query, globals);
    const errors = complaints(code, 'SemanticError');
    // Only a query with errors is worth a second look, to tell the two kinds apart.
    const unreadable =
      errors.length > 0 ? complaints(library.KustoCode.Parse(query), 'SyntaxError') : [];
    const [first, ...rest] = unreadable.length > 0 ? unreadable : errors;
    const analysis: Analysis =
      first === undefined
        ? endingInTable(convert(code.Syntax))
        : { ok: false, complaints: [first, ...rest] };
    known.set(query, analysis);
    return analysis;
  };
  analyze('print 1');
  return { analyze };
}

/** The parser has nothing against a query of no more than `let` statements; the service has. */
function endingInTable(syntax: SyntaxNode): Analysis {
  if (elements(syntax, 'Statements').at(-1)?.kind === 'ExpressionStatement') {
    return { ok: true, syntax };
  }
  const complaint: Complaint = {
    kind: 'SyntaxError',
    code: 'NoTabularExpression',
    message: 'Expected a tabular expression at the end of the query.',
    start: 0,
    length: 0,
  };
  return { ok: false, complaints: [complaint] };
}

/** Every name in brackets: a bare one that looks like a keyword would cut the schema short. */
function schemaText(schema: TableSchema): string {
  return `(${schema.map(({ name, type }) => `['${name}']:${type}`).join(', ')})`;
}

function complaints(code: KustoCode, kind: Complaint['kind']): Complaint[] {
  return array(code.GetDiagnostics())
    .filter(({ Severity }: Diagnostic) => Severity === 'Error')
    .map(({ Code, Message, Start, Length }) => ({
      kind,
      code: Code,
      message: Message,
      start: Start,
      length: Length,
    }));
}

/** Turns the library's syntax tree into plain data, so that nothing else has to know the library. */
function converter({ Syntax, Symbols }: KustoLibrary): (element: SyntaxElement) => SyntaxNode {
  const kinds = new Map(Object.entries(Syntax.SyntaxKind).map(([name, kind]) => [kind, name]));

  const convert = (element: SyntaxElement): SyntaxNode => {
    const fields = new Map<string, SyntaxNode>();
    const items: SyntaxNode[] = [];
    for (let index = 0; index < element.ChildCount; index += 1) {
      const child = element.GetChild(index);
      const name = element.GetName(index);
      if (child !== null && name) {
        fields.set(name, convert(child));
      } else if (child !== null) {
        items.push(convert(withoutSeparator(child)));
      }
    }
    const { ResultType: result, SimpleName: name, LiteralValue: literal } = element;
    const isTable = result?.Kind === Symbols.SymbolKind.Table;
    return {
      kind: kinds.get(element.Kind) ?? `SyntaxKind ${element.Kind}`,
      start: element.TextStart,
      text: element.ToString(Syntax.IncludeTrivia.Interior),
      name: name ?? undefined,
      literal: typeof literal === 'string' ? literal : undefined,
      fields,
      items,
      type: isTable ? undefined : knownType(result?.Name),
      columns: isTable ? columnsOf(array(result.Columns)) : undefined,
    };
  };

  const withoutSeparator = (element: SyntaxElement): SyntaxElement =>
    kinds.get(element.Kind) === 'SeparatedElement' ? (element.GetChild(0) ?? element) : element;

  return convert;
}

/** Undefined if one of the columns is of a type that the evaluator does not know. */
function columnsOf(
  columns: readonly { Name: string; Type: { Name: string } }[],
): Column[] | undefined {
  const known = columns.flatMap(({ Name: name, Type }) => {
    const type = knownType(Type.Name);
    return type === undefined ? [] : [{ name, type }];
  });
  return known.length === columns.length ? known : undefined;
}

function knownType(name: string | undefined): KqlType | undefined {
  return name !== undefined && isKqlType(name) ? name : undefined;
}

function array<T>(list: List<T> | undefined): T[] {
  return Array.from({ length: list?.Count ?? 0 }, (_, index) => list?.getItem(index)).filter(
    (item) => item !== undefined,
  );
}
