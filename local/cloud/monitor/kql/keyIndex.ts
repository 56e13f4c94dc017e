import type { Value } from './value';

type Node<T> = { entry: T | undefined; readonly children: Map<Value, Node<T>> };

/**
 * A map from lists of values, all of one length, to entries. Nested maps rather than a joined text,
 * so that no two keys are ever mistaken for each other; null is a key like any other.
 */
export class KeyIndex<T> {
  readonly #root: Node<T> = { entry: undefined, children: new Map() };

  get(key: readonly Value[]): T | undefined {
    let node: Node<T> | undefined = this.#root;
    for (const value of key) {
      node = node?.children.get(value);
    }
    return node?.entry;
  }

  /** The entry of the key, made now if there is none yet. */
  getOrAdd(key: readonly Value[], make: () => T): T {
    let node = this.#root;
    for (const value of key) {
      let next = node.children.get(value);
      if (next === undefined) {
        next = { entry: undefined, children: new Map() };
        node.children.set(value, next);
      }
      node = next;
    }
    node.entry ??= make();
    return node.entry;
  }
}
