/** One way of looking at an item, for all panes that show it: whoever opens it first says what that is. */
export class SharedView {
  #held: unknown;

  take<T>(make: () => T): T {
    this.#held ??= make();
    return this.#held as T;
  }
}
