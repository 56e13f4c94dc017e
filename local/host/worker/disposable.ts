/** The core API's own disposable: calls back once, however often it is disposed. */
export class Disposable {
  #onDispose: (() => void) | undefined;

  constructor(onDispose: () => void) {
    this.#onDispose = onDispose;
  }

  static from(...disposables: readonly { dispose: () => void }[]): Disposable {
    return new Disposable(() => {
      for (const disposable of disposables) {
        disposable.dispose();
      }
    });
  }

  dispose(): void {
    this.#onDispose?.();
    this.#onDispose = undefined;
  }
}
