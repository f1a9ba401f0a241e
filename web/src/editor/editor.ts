import { difference, type Change, type Pair } from "./change";
import { Document, type Records } from "./document";
import type { Door } from "./door";
import { History, type Steps } from "./history";
import { sameJson, type Json } from "./json";
import type { Capture, Hand, Input, ToolState } from "./tool";

/** Holds a document and lets it be changed through one door, `send`; everything else only reads. */
export class Editor<I extends Input, S extends object> implements Door<I, S> {
  readonly #document: Document;
  readonly #history: History;
  readonly #readers = new Set<() => void>();
  readonly #savers = new Set<(step: Change, more: boolean) => void>();
  readonly #touchReaders = new Set<(keys: ReadonlySet<string>) => void>();
  readonly #revisions = new Map<string, number>();
  readonly #hand: Hand<S>;
  /** What no step holds yet. It grows in place: a gesture may change thousands of objects with each move. */
  #open = new Map<string, Pair>();
  #touched = new Set<string>();
  #passing: S;
  #state: ToolState<I, S>;
  #version = 0;

  constructor(records: Records, start: ToolState<I, S>, passing: S, steps: Steps | null = null) {
    this.#history = new History(steps);
    this.#document = new Document(records);
    this.#state = start;
    this.#passing = passing;
    this.#hand = this.#makeHand();
    start.enter?.(this.#hand);
  }

  send(input: I): void {
    const handlers = this.#state.on as Readonly<Record<string, ((input: I, hand: Hand<S>) => ToolState<I, S> | undefined) | undefined>>;
    const next = (handlers[input.type] ?? this.#state.otherwise)?.(input, this.#hand);
    if (next && next !== this.#state) {
      this.#state.leave?.(this.#hand);
      this.#state = next;
      next.enter?.(this.#hand);
    }
    this.#tell();
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
    return this.#history.canUndo || this.isOpen;
  }

  /** Is there something that no step holds yet: a text that is being written, a gesture in the hand? */
  get isOpen(): boolean {
    return this.#open.size > 0 || this.#state.open === true;
  }

  get canRedo(): boolean {
    return this.#history.canRedo;
  }

  /** Grows with every input: what views compare to know whether to look again. */
  get version(): number {
    return this.#version;
  }

  revision(collection: string): number {
    return this.#revisions.get(collection) ?? 0;
  }

  subscribe(reader: () => void): () => void {
    this.#readers.add(reader);
    return () => this.#readers.delete(reader);
  }

  /** What can be taken back and made again, as far as it is kept over a reload. */
  steps(): Steps {
    return this.#history.nearest();
  }

  /** Hears every settled change, also those that undo and redo make: what autosave sends. `more` of the one before are taken back with it. */
  onStep(saver: (step: Change, more: boolean) => void): () => void {
    this.#savers.add(saver);
    return () => this.#savers.delete(saver);
  }

  onTouch(reader: (keys: ReadonlySet<string>) => void): () => void {
    this.#touchReaders.add(reader);
    return () => this.#touchReaders.delete(reader);
  }

  /** Takes over another version of the document, for instance one saved in another tab. */
  replace(records: Records): void {
    this.#abandon();
    this.#apply(difference(this.#document.records(), records));
    this.#history.forget();
    this.#tell();
  }

  #makeHand(): Hand<S> {
    const passing = () => this.#passing;
    return {
      get: (key) => this.#document.get(key),
      keys: (prefix) => this.#document.keys(prefix),
      put: (key, value) => this.#put(key, value),
      remove: (key) => this.#put(key, null),
      commit: (capture) => this.#commit(capture ?? "undoable"),
      abandon: () => this.#abandon(),
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
    const now = this.#document.get(key);
    const before = this.#open.has(key) ? (this.#open.get(key)?.before ?? null) : now;
    if (sameJson(before, value)) this.#open.delete(key);
    else this.#open.set(key, { before, after: value });
    this.#document.set(key, value);
    this.#touch(key);
  }

  #commit(capture: Capture): void {
    if (this.#open.size === 0) return;
    const step: Change = { put: Object.fromEntries(this.#open) };
    this.#open = new Map();
    if (capture === "undoable") this.#history.record(step);
    const more = capture === "more" && this.#history.extend(step);
    for (const saver of this.#savers) saver(step, more);
  }

  #abandon(): void {
    for (const [key, { before }] of this.#open) {
      this.#document.set(key, before);
      this.#touch(key);
    }
    this.#open = new Map();
  }

  #step(change: Change | undefined): void {
    if (!change) return;
    this.#apply(change);
    for (const saver of this.#savers) saver(change, false);
  }

  #apply(change: Change): void {
    this.#document.apply(change);
    for (const key of Object.keys(change.put)) this.#touch(key);
  }

  #touch(key: string): void {
    this.#touched.add(key);
    const collection = key.slice(0, key.indexOf("/"));
    this.#revisions.set(collection, (this.#revisions.get(collection) ?? 0) + 1);
  }

  #tell(): void {
    this.#version += 1;
    if (this.#touched.size > 0) {
      const touched = this.#touched;
      this.#touched = new Set();
      for (const reader of this.#touchReaders) reader(touched);
    }
    for (const reader of this.#readers) reader();
  }
}
