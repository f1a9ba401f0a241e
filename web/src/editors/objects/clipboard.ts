import type { LabelledObject, Relation } from "@/api/types";

export interface Copied {
  readonly objects: readonly LabelledObject[];
  readonly relations: readonly Relation[];
}

let held: Copied = { objects: [], relations: [] };

/** What was copied last; it outlives the task, so that objects can be taken on to the next one. */
export const clipboard = {
  get held(): Copied {
    return held;
  },
  hold(copied: Copied): void {
    held = copied;
  },
};
