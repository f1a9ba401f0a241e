import type { Clock, PostOutcome } from "./autosave";
import { nothing, sameChange, type Change } from "./change";
import { Document, type Records } from "./document";
import type { ServerDraft, Shelf } from "./kept";

/** A clock that stands still until a test moves it. */
export class HandClock implements Clock {
  #now = 0;
  #timers: { at: number; call: () => void }[] = [];

  now(): number {
    return this.#now;
  }

  after(ms: number, call: () => void): () => void {
    const timer = { at: this.#now + ms, call };
    this.#timers.push(timer);
    return () => (this.#timers = this.#timers.filter((other) => other !== timer));
  }

  async forward(ms: number): Promise<void> {
    const end = this.#now + ms;
    for (;;) {
      const next = this.#timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
      if (!next) break;
      this.#now = next.at;
      this.#timers = this.#timers.filter((timer) => timer !== next);
      next.call();
      await settle();
    }
    this.#now = end;
    await settle();
  }
}

/** Lets everything that only waits for a promise go on. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
}

export function memoryShelf<T>(): Shelf<T> & { all(): Promise<T[]> } {
  const held = new Map<string, T>();
  return {
    read: (id) => Promise.resolve(held.get(id) ?? null),
    write: (id, value) => {
      held.set(id, value);
      return Promise.resolve(true);
    },
    remove: (id) => {
      held.delete(id);
      return Promise.resolve();
    },
    all: () => Promise.resolve([...held.values()]),
  };
}

/** The server's side of the drafts call, as the wire contract says it. */
export class FakeDrafts {
  readonly log: Change[] = [];
  readonly document = new Document();
  fails: "before" | "after" | "signin" | null = null;
  /** The answer that stands, once there is one. */
  revision: number | null = null;
  requests = 0;

  readonly mostChanges: number;
  readonly mostBytes: number;

  constructor(mostChanges = 1_000, mostBytes = 4 * 1024 * 1024) {
    this.mostChanges = mostChanges;
    this.mostBytes = mostBytes;
  }

  post = (from: number, changes: readonly Change[], revises: number | null): Promise<PostOutcome> => {
    this.requests += 1;
    if (this.fails === "before") return Promise.resolve({ kind: "unreachable" });
    if (this.fails === "signin") return Promise.resolve({ kind: "signin" });
    const text = JSON.stringify(changes);
    if (changes.length > this.mostChanges || counted(text) > this.mostBytes || text.includes(unknown))
      return Promise.resolve({ kind: "refused", detail: "No." });
    if (revises !== this.revision) return Promise.resolve({ kind: "conflict", ...this.draft() });
    const known = this.log.slice(from, from + changes.length);
    const isRetry =
      from < this.log.length && known.length === changes.length && changes.every((change, i) => sameChange(change, known[i] ?? nothing));
    if (!isRetry) {
      if (from !== this.log.length) return Promise.resolve({ kind: "conflict", ...this.draft() });
      for (const change of changes) this.document.apply(change);
      this.log.push(...changes);
    }
    return Promise.resolve(this.fails === "after" ? { kind: "unreachable" } : { kind: "saved", saved: from + changes.length });
  };

  draft = (): ServerDraft => ({ saved: this.log.length, records: this.document.records(), revision: this.revision });

  /** Another tab submits: what was a draft is over. */
  answer(records: Records): void {
    this.revision = (this.revision ?? 0) + 1;
    this.log.length = 0;
    for (const key of this.document.keys()) this.document.set(key, null);
    for (const [key, value] of Object.entries(records)) this.document.set(key, value);
  }
}

/** The server writes what isn't plain as \uXXXX before it counts. */
const counted = (text: string) => text.replace(/[^ -~]/g, "\\uXXXX").length;

/** Something that the server doesn't understand. */
export const unknown = "unknown";
