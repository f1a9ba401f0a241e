import type { LabelledObject } from "@/api/types";
import type { TaskEditor } from "../task";
import { asObject, earlier, idOf, objectKey } from "./records";

type Source = Pick<TaskEditor, "get" | "keys" | "onTouch">;

/** What an editor's change did to one object: as it was, as it is; null where there is none. */
export type ListReader = (changed: ReadonlyMap<string, LabelledObject | null>) => void;

/**
 * The objects of a task in the order in which they were made, kept up to date change by change: with ten thousand of them
 * nobody reads the whole document again because one moved.
 */
export class ObjectList {
  readonly #source: Source;
  readonly #objects = new Map<string, LabelledObject>();
  readonly #ids: string[];
  readonly #readers = new Set<ListReader>();
  #version = 0;

  constructor(source: Source) {
    this.#source = source;
    this.#ids = source.keys("objects/").map(idOf).sort(earlier);
    for (const id of this.#ids) this.#objects.set(id, asObject(source.get(objectKey(id))));
    source.onTouch((keys) => this.#follow(keys));
  }

  get ids(): readonly string[] {
    return this.#ids;
  }

  get count(): number {
    return this.#ids.length;
  }

  /** Grows when an object changes, comes or goes. */
  get version(): number {
    return this.#version;
  }

  get(id: string): LabelledObject | undefined {
    return this.#objects.get(id);
  }

  at(index: number): LabelledObject | undefined {
    const id = this.#ids[index];
    return id === undefined ? undefined : this.#objects.get(id);
  }

  /** Its place in the order, or -1. */
  placeOf(id: string): number {
    if (!this.#objects.has(id)) return -1;
    return this.#search(id);
  }

  /** Hears of each object that another one took the place of. */
  onChange(reader: ListReader): () => void {
    this.#readers.add(reader);
    return () => this.#readers.delete(reader);
  }

  #follow(keys: ReadonlySet<string>): void {
    const before = new Map<string, LabelledObject | null>();
    let gone = 0;
    for (const key of keys) {
      if (!key.startsWith("objects/")) continue;
      const id = idOf(key);
      const held = this.#source.get(key);
      const now = held === null ? null : asObject(held);
      const was = this.#objects.get(id) ?? null;
      if (now === was) continue;
      before.set(id, was);
      if (!now) {
        this.#objects.delete(id);
        gone += 1;
      } else {
        this.#objects.set(id, now);
        if (!was && !this.#has(id)) this.#ids.splice(this.#search(id), 0, id);
      }
    }
    if (before.size === 0) return;
    if (gone > 0) this.#drop(before);
    this.#version += 1;
    for (const reader of this.#readers) reader(before);
  }

  #drop(changed: ReadonlyMap<string, unknown>): void {
    let kept = 0;
    for (const id of this.#ids) if (!changed.has(id) || this.#objects.has(id)) this.#ids[kept++] = id;
    this.#ids.length = kept;
  }

  #has(id: string): boolean {
    return this.#ids[this.#search(id)] === id;
  }

  #search(id: string): number {
    let [low, high] = [0, this.#ids.length];
    while (low < high) {
      const at = (low + high) >> 1;
      if (earlier(this.#ids[at] ?? "", id) < 0) low = at + 1;
      else high = at;
    }
    return low;
  }
}

const lists = new WeakMap<Source, ObjectList>();

/** The list of an editor's objects; the same for whoever asks. */
export function listOf(editor: Source): ObjectList {
  const known = lists.get(editor) ?? new ObjectList(editor);
  lists.set(editor, known);
  return known;
}
