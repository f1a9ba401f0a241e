import type { Change } from "./change";
import type { Json } from "./json";

export type Records = Readonly<Record<string, Json>>;

/** The answer in hand: plain records by key (`answers/<question>`, `objects/<id>`). */
export class Document {
  readonly #records = new Map<string, Json>();
  /** Keys by what is before their slash: questions aren't looked for among thousands of objects. */
  readonly #collections = new Map<string, Set<string>>();

  constructor(records: Records = {}) {
    for (const [key, value] of Object.entries(records)) this.set(key, value);
  }

  get(key: string): Json {
    return this.#records.get(key) ?? null;
  }

  keys(prefix = ""): string[] {
    const collection = this.#collections.get(collectionOf(prefix));
    if (prefix.endsWith("/") && prefix.indexOf("/") === prefix.length - 1) return [...(collection ?? [])];
    return [...this.#records.keys()].filter((key) => key.startsWith(prefix));
  }

  records(): Records {
    return Object.fromEntries(this.#records);
  }

  /** Null removes. */
  set(key: string, value: Json): void {
    const name = collectionOf(key);
    if (value === null) {
      this.#records.delete(key);
      this.#collections.get(name)?.delete(key);
      return;
    }
    this.#records.set(key, value);
    const collection = this.#collections.get(name);
    if (collection) collection.add(key);
    else this.#collections.set(name, new Set([key]));
  }

  /** Makes the change; the caller vouches that `before` is what the document holds. */
  apply(change: Change): void {
    for (const [key, { after }] of Object.entries(change.put)) this.set(key, after);
  }
}

const collectionOf = (key: string) => key.slice(0, key.indexOf("/") + 1);
