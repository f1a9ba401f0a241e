import type { Json } from "./json";

/** Anything that reaches the editor: a key, a pointer, an intent of a panel. */
export interface Input {
  readonly type: string;
}

/**
 * Where a commit goes: an undo step of its own, more of the step before (as presses of one arrow key are), or a change that
 * undo passes over (automatic, remote).
 */
export type Capture = "undoable" | "more" | "silent";

/** What a tool may do while it handles an input. */
export interface Hand<S> {
  get(key: string): Json;
  keys(prefix?: string): string[];
  /** Collects into the open change; null removes. */
  put(key: string, value: Json): void;
  remove(key: string): void;
  /** Ends the open change as one step. */
  commit(capture?: Capture): void;
  /** Makes the open change never have happened. */
  abandon(): void;
  undo(): void;
  redo(): void;
  /** Passing state such as focus: neither saved nor undone. */
  readonly passing: S;
  pass(next: Partial<S>): void;
}

/**
 * One state of a tool. Each handler returns the next state, or nothing to stay; what a gesture
 * must remember lives in the closure that made the state.
 */
export interface ToolState<I extends Input, S> {
  readonly name: string;
  /** In the middle of a gesture that no record shows yet: undo takes it back. */
  readonly open?: boolean;
  enter?(hand: Hand<S>): void;
  leave?(hand: Hand<S>): void;
  /** Takes whatever `on` has no handler for. */
  otherwise?(input: I, hand: Hand<S>): ToolState<I, S> | undefined;
  readonly on: { readonly [T in I["type"]]?: (input: Extract<I, { type: T }>, hand: Hand<S>) => ToolState<I, S> | undefined };
}
