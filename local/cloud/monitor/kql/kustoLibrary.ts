import { readFile } from 'node:fs/promises';
import { setImmediate as turn } from 'node:timers/promises';
import { runInThisContext } from 'node:vm';

/**
 * The few members that we use of Microsoft's library, which is C# compiled to JavaScript and leaves
 * its namespaces in globals. Nothing outside the parser sees these types.
 */
export type KustoLibrary = {
  readonly KustoCode: {
    Parse(text: string): KustoCode;
    ParseAndAnalyze(text: string, globals: GlobalState): KustoCode;
  };
  readonly GlobalState: { readonly Default: GlobalState };
  readonly Syntax: {
    readonly SyntaxKind: Readonly<Record<string, unknown>>;
    readonly IncludeTrivia: { readonly Interior: number };
  };
  readonly Symbols: {
    readonly Symbol: unknown;
    readonly SymbolKind: { readonly Table: number };
    readonly TableSymbol: {
      From(schema: string): TableSymbol;
      readonly $ctor6: new (name: string, columns: unknown, description: null) => TableSymbol;
    };
    readonly DatabaseSymbol: {
      readonly $ctor3: new (
        name: string,
        alternateName: null,
        members: unknown,
        isOpen: boolean,
      ) => unknown;
    };
  };
};

export type GlobalState = { WithDatabase(database: unknown): GlobalState };

export type KustoCode = {
  readonly Syntax: SyntaxElement;
  GetDiagnostics(): List<Diagnostic>;
};

export type SyntaxElement = {
  readonly Kind: number;
  readonly ChildCount: number;
  readonly TextStart: number;
  readonly IsToken: boolean;
  readonly Text?: string;
  readonly SimpleName?: string;
  readonly LiteralValue?: unknown;
  readonly ResultType?: TypeSymbol | null;
  GetChild(index: number): SyntaxElement | null;
  GetName(index: number): string;
  /** Without an argument, this leaves out the spaces between words. */
  ToString(includeTrivia: number): string;
};

export type TypeSymbol = {
  readonly Name: string;
  readonly Kind: number;
  readonly Columns?: List<{ readonly Name: string; readonly Type: TypeSymbol }>;
};

export type TableSymbol = TypeSymbol;

export type Diagnostic = {
  readonly Severity: string;
  readonly Code: string;
  readonly Start: number;
  readonly Length: number;
  readonly Message: string;
};

export type List<T> = { readonly Count: number; getItem(index: number): T };

type ListClass = new () => { add(item: unknown): void };

/** In this order. */
const scripts = [
  '@kusto/language-service-next/bridge.min.js',
  '@kusto/language-service-next/Kusto.Language.Bridge.min.js',
];

type Loaded = { library: KustoLibrary; newSymbolList: ListClass };

let loading: Promise<Loaded> | undefined;

/**
 * Loads the library, once per process: 5 MB of minified JavaScript that take a few hundred
 * milliseconds, in steps between which others get their turn. Nothing loads it before it is needed.
 */
export async function loadKustoLibrary(): Promise<Loaded> {
  loading ??= load();
  return loading;
}

async function load(): Promise<Loaded> {
  if (globalAt(['Kusto', 'Language']) === undefined) {
    for (const script of scripts) {
      await turn();
      const filename = require.resolve(script);
      // Written for a browser's script element: it is no module, and wants to be run as a script.
      runInThisContext(await readFile(filename, 'utf8'), { filename });
    }
  }
  const library = globalAt(['Kusto', 'Language']);
  const genericList = globalAt(['System', 'Collections', 'Generic', 'List$1']);
  if (!isKustoLibrary(library) || !isGenericList(genericList)) {
    throw new Error('@kusto/language-service-next has another shape than version 12.4.1');
  }
  return { library, newSymbolList: genericList(library.Symbols.Symbol).ctor };
}

function globalAt(path: readonly string[]): unknown {
  let found: unknown = runInThisContext('globalThis');
  for (const name of path) {
    found = isObject(found) ? Reflect.get(found, name) : undefined;
  }
  return found;
}

function isObject(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}

function isKustoLibrary(value: unknown): value is KustoLibrary {
  return (
    isObject(value) &&
    ['KustoCode', 'GlobalState', 'Syntax', 'Symbols'].every((name) => name in value)
  );
}

function isGenericList(
  value: unknown,
): value is (elementType: unknown) => { readonly ctor: ListClass } {
  return typeof value === 'function';
}
