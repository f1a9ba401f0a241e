import type { Change } from "./change";
import type { Json } from "./json";

export type Records = Readonly<Record<string, Json>>;

/** The answer in hand: plain records by key (`answers/<question>`, `objects/<id>`). */
export class Document {
  readonly #records: Map<string, Json>;

  constructor(records: Records = {}) {
    this.#records = new Map(Object.entries(records));
  }

  get(key: string): Json {
    return this.#records.get(key) ?? null;
  }

  keys(prefix = ""): string[] {
    return [...this.#records.keys()].filter((key) => key.startsWith(prefix));
  }

  records(): Records {
    return Object.fromEntries(this.#records);
  }

  /** Null removes. */
  set(key: string, value: Json): void {
    if (value === null) this.#records.delete(key);
    else this.#records.set(key, value);
  }

  /** Makes the change; the caller vouches that `before` is what the document holds. */
  apply(change: Change): void {
    for (const [key, { after }] of Object.entries(change.put)) this.set(key, after);
  }
}
