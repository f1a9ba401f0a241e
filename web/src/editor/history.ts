import { inverse, isNothing, squash, type Change } from "./change";

/** Steps as they are kept over a reload. */
export interface Steps {
  readonly done: readonly Change[];
  /** The one to make again first is last. */
  readonly undone: readonly Change[];
}

/** So many steps, and so many changed records in them, are kept: they are written with each step. */
const mostKept = 100;
const mostRecords = 400;

/** Steps that can be taken back and made again. */
export class History {
  readonly #done: Change[] = [];
  readonly #undone: Change[] = [];

  constructor(steps: Steps | null = null) {
    this.#done.push(...(steps?.done ?? []));
    this.#undone.push(...(steps?.undone ?? []));
  }

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

  /** More of the last step: both are taken back together. False if there is no step that it could be more of. */
  extend(step: Change): boolean {
    const last = this.#undone.length > 0 ? undefined : this.#done.pop();
    this.record(last ? squash(last, step) : step);
    return last !== undefined;
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

  /** The nearest steps in both directions, few and small enough to be written often. */
  nearest(): Steps {
    const undone = lastOf(this.#undone, mostKept, mostRecords);
    const left = mostRecords - undone.reduce((sum, { put }) => sum + Object.keys(put).length, 0);
    return { done: lastOf(this.#done, mostKept - undone.length, left), undone };
  }

  /** Steps from before a document was replaced no longer fit it. */
  forget(): void {
    this.#done.length = 0;
    this.#undone.length = 0;
  }
}

/** A step that is too large ends what is kept: those before it fit only the document before it. */
function lastOf(steps: readonly Change[], most: number, records: number): Change[] {
  let [from, left] = [steps.length, records];
  while (from > 0 && steps.length - from < most) {
    left -= Object.keys(steps[from - 1]?.put ?? {}).length;
    if (left < 0) break;
    from -= 1;
  }
  return steps.slice(from);
}
