import { difference, inverse, isNothing, nothing, squash, type Change } from "./change";
import { Document, type Records } from "./document";
import { History } from "./history";
import type { Json } from "./json";
import type { Capture, Hand, Input, ToolState } from "./tool";

/** Holds a document and lets it be changed through one door, `send`; everything else only reads. */
export class Editor<I extends Input, S extends object> {
  readonly #document: Document;
  readonly #history = new History();
  readonly #readers = new Set<() => void>();
  readonly #savers = new Set<(step: Change) => void>();
  readonly #hand: Hand<S>;
  #open: Change = nothing;
  #passing: S;
  #state: ToolState<I, S>;
  #version = 0;

  constructor(records: Records, start: ToolState<I, S>, passing: S) {
    this.#document = new Document(records);
    this.#state = start;
    this.#passing = passing;
    this.#hand = this.#makeHand();
    start.enter?.(this.#hand);
  }

  send(input: I): void {
    const handlers = this.#state.on as Readonly<Record<string, ((input: I, hand: Hand<S>) => ToolState<I, S> | undefined) | undefined>>;
    const next = handlers[input.type]?.(input, this.#hand);
    if (next && next !== this.#state) {
      this.#state.leave?.(this.#hand);
      this.#state = next;
      next.enter?.(this.#hand);
    }
    this.#version += 1;
    for (const reader of this.#readers) reader();
  }

  get(key: string): Json {
    return this.#document.get(key);
  }

  keys(prefix?: string): string[] {
    return this.#document.keys(prefix);
  }

  records(): Records {
    return this.#document.records();
  }

  get state(): string {
    return this.#state.name;
  }

  get passing(): S {
    return this.#passing;
  }

  get canUndo(): boolean {
    return this.#history.canUndo || !isNothing(this.#open);
  }

  /** Is there something that no step holds yet: a text that is being written, a gesture in the hand? */
  get isOpen(): boolean {
    return !isNothing(this.#open);
  }

  get canRedo(): boolean {
    return this.#history.canRedo;
  }

  /** Grows with every input: what views compare to know whether to look again. */
  get version(): number {
    return this.#version;
  }

  subscribe(reader: () => void): () => void {
    this.#readers.add(reader);
    return () => this.#readers.delete(reader);
  }

  /** Hears every settled change, also those that undo and redo make: what autosave sends. */
  onStep(saver: (step: Change) => void): () => void {
    this.#savers.add(saver);
    return () => this.#savers.delete(saver);
  }

  /** Takes over another version of the document, for instance one saved in another tab. */
  replace(records: Records): void {
    this.#apply(inverse(this.#open));
    this.#open = nothing;
    this.#document.apply(difference(this.#document.records(), records));
    this.#history.forget();
    this.#version += 1;
    for (const reader of this.#readers) reader();
  }

  #makeHand(): Hand<S> {
    const passing = () => this.#passing;
    return {
      get: (key) => this.#document.get(key),
      keys: (prefix) => this.#document.keys(prefix),
      put: (key, value) => this.#put(key, value),
      remove: (key) => this.#put(key, null),
      commit: (capture) => this.#commit(capture ?? "undoable"),
      abandon: () => {
        this.#apply(inverse(this.#open));
        this.#open = nothing;
      },
      undo: () => {
        this.#commit("undoable");
        this.#step(this.#history.undo());
      },
      redo: () => {
        this.#commit("undoable");
        this.#step(this.#history.redo());
      },
      get passing() {
        return passing();
      },
      pass: (next) => {
        this.#passing = { ...this.#passing, ...next };
      },
    };
  }

  #put(key: string, value: Json): void {
    const change: Change = { put: { [key]: { before: this.#document.get(key), after: value } } };
    this.#apply(change);
    this.#open = squash(this.#open, change);
  }

  #commit(capture: Capture): void {
    const step = this.#open;
    if (isNothing(step)) return;
    this.#open = nothing;
    if (capture === "undoable") this.#history.record(step);
    for (const saver of this.#savers) saver(step);
  }

  #step(change: Change | undefined): void {
    if (!change) return;
    this.#apply(change);
    for (const saver of this.#savers) saver(change);
  }

  #apply(change: Change): void {
    this.#document.apply(change);
  }
}
