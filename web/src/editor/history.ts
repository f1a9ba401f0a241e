import { inverse, isNothing, squash, type Change } from "./change";

/** Steps that can be taken back and made again. */
export class History {
  readonly #done: Change[] = [];
  readonly #undone: Change[] = [];

  get canUndo(): boolean {
    return this.#done.length > 0;
  }

  get canRedo(): boolean {
    return this.#undone.length > 0;
  }

  record(step: Change): void {
    if (isNothing(step)) return;
    this.#done.push(step);
    this.#undone.length = 0;
  }

  /** More of the last step: both are taken back together. */
  extend(step: Change): void {
    const last = this.#undone.length > 0 ? undefined : this.#done.pop();
    this.record(last ? squash(last, step) : step);
  }

  /** The change to make for the last step to be gone, or nothing to undo. */
  undo(): Change | undefined {
    const step = this.#done.pop();
    if (!step) return undefined;
    this.#undone.push(step);
    return inverse(step);
  }

  redo(): Change | undefined {
    const step = this.#undone.pop();
    if (step) this.#done.push(step);
    return step;
  }

  /** Steps from before a document was replaced no longer fit it. */
  forget(): void {
    this.#done.length = 0;
    this.#undone.length = 0;
  }
}
