import type { LabelledObject, Relation } from "@/api/types";

export interface Copied {
  readonly objects: readonly LabelledObject[];
  readonly relations: readonly Relation[];
}

let held: Copied = { objects: [], relations: [] };
let pasted = 0;

/** What was copied last; it outlives the task, so that objects can be taken on to the next one. */
export const clipboard = {
  get held(): Copied {
    return held;
  },
  hold(copied: Copied): void {
    held = copied;
    pasted = 0;
  },
  /** What is held, to be put into a task: the same ones again are counted where they came from. */
  take(isHere: (id: string) => boolean): Copied & { readonly times: number } {
    pasted = held.objects.some(({ id }) => isHere(id)) ? pasted + 1 : 0;
    return { ...held, times: pasted };
  },
};
