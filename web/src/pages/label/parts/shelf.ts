import { readPreference, writePreference } from "@/app/preference";
import type { Records } from "@/editor/document";
import { newId } from "@/editor/id";
import type { KeptDraft, Shelf } from "@/editor/kept";

type Stores = "drafts" | "answers";
const opened = new Map<string, Promise<IDBDatabase>>();
/** What is on its way into the database, and stays here where the browser keeps nothing: by member and store, whoever asks. */
const memories = new Map<string, Map<string, unknown>>();

function database(name: string): Promise<IDBDatabase> {
  const known = opened.get(name);
  if (known) return known;
  const opening = new Promise<IDBDatabase>((resolve, reject) => {
    const request = indexedDB.open(name, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore("drafts");
      request.result.createObjectStore("answers");
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error("IndexedDB can't be opened"));
  });
  opened.set(name, opening);
  return opening;
}

export interface BrowserShelf<T> extends Shelf<T> {
  all(): Promise<readonly T[]>;
  /** Writes some entries and removes others, together or not at all. Says whether that outlives the tab. */
  change(write: ReadonlyMap<string, T>, remove: readonly string[]): Promise<boolean>;
  /** Removes every entry whose id begins like this. */
  removeAll(prefix: string): Promise<void>;
}

/** A place in this browser that outlives the tab; where the browser refuses one, the tab's memory. */
export function browserShelf<T>(memberId: string, store: Stores): BrowserShelf<T> {
  const memory = (memories.get(`${memberId} ${store}`) ?? new Map<string, unknown>()) as Map<string, T>;
  memories.set(`${memberId} ${store}`, memory);

  const within = async <R>(mode: IDBTransactionMode, act: (store: IDBObjectStore) => () => R): Promise<{ readonly result: R } | null> => {
    try {
      const transaction = (await database(`groundwork-${memberId}`)).transaction(store, mode);
      const result = act(transaction.objectStore(store));
      // Not left to the database, which waits for an answer first: a tab that is killed now has handed over all of it.
      if (mode === "readwrite") transaction.commit();
      return await new Promise((resolve, reject) => {
        transaction.oncomplete = () => resolve({ result: result() });
        transaction.onabort = () => reject(transaction.error ?? new Error("aborted"));
      });
    } catch {
      return null;
    }
  };

  const change = async (write: ReadonlyMap<string, T>, remove: readonly string[]) => {
    for (const id of remove) memory.delete(id);
    for (const [id, value] of write) memory.set(id, value);
    const done = await within("readwrite", (held) => {
      for (const [id, value] of write) held.put(value, id);
      for (const id of remove) held.delete(id);
      return () => true;
    });
    if (done) for (const [id, value] of write) if (memory.get(id) === value) memory.delete(id);
    return done !== null;
  };

  return {
    change,
    read: async (id) => {
      const remembered = memory.get(id);
      if (remembered !== undefined) return remembered;
      const found = await within("readonly", (held) => {
        const request = held.get(id) as IDBRequest<T | undefined>;
        return () => request.result;
      });
      return found?.result ?? null;
    },
    write: (id, value) => change(new Map([[id, value]]), []),
    remove: async (id) => {
      await change(new Map(), [id]);
    },
    removeAll: async (prefix) => {
      for (const id of [...memory.keys()]) if (id.startsWith(prefix)) memory.delete(id);
      await within("readwrite", (held) => {
        held.delete(IDBKeyRange.bound(prefix, `${prefix}\uffff`));
        return () => undefined;
      });
    },
    all: async () => {
      const found = await within("readonly", (held) => {
        const [ids, values] = [held.getAllKeys() as IDBRequest<string[]>, held.getAll() as IDBRequest<T[]>];
        return () => ids.result.map((id, at) => [id, values.result[at] as T] as const);
      });
      return [...new Map([...(found?.result ?? []), ...memory]).values()];
    },
  };
}

interface Steps extends Omit<KeptDraft, "base"> {
  /** Which document these are steps from; each tab has one of its own. */
  readonly base: string;
}
/** As drafts were kept before: the whole of it in one place. */
interface Whole extends Omit<KeptDraft, "base" | "since"> {
  readonly records: Records;
}
type Part = Steps | Whole | { readonly document: Records };

const placeOf = (id: string, base: string) => `${id} ${base}`;

/** Drafts, whose whole document is written only when it is another one: a step in a large task writes that step. */
export function draftShelf(memberId: string, parts: BrowserShelf<Part> = browserShelf<Part>(memberId, "drafts")): Shelf<KeptDraft> {
  const written = new Map<string, { readonly document: Records; readonly base: string }>();
  return {
    read: async (id) => {
      const kept = await parts.read(id);
      if (!kept || "document" in kept) return null;
      // Its changes are in the document already; made a second time they say the same.
      if ("records" in kept) return { ...kept, base: kept.records, since: [] };
      const base = await parts.read(placeOf(id, kept.base));
      return base && "document" in base ? { ...kept, base: base.document } : null;
    },
    write: async (id, { base: document, ...steps }) => {
      const before = written.get(id);
      const now = before?.document === document ? before : { document, base: newId() };
      const entries = new Map<string, Part>([[id, { ...steps, base: now.base }]]);
      if (now !== before) entries.set(placeOf(id, now.base), { document });
      written.set(id, now);
      const lasts = await parts.change(entries, before && now !== before ? [placeOf(id, before.base)] : []);
      // Where nothing lasts, the next step tries again with all of it.
      if (!lasts && written.get(id) === now) written.delete(id);
      return lasts;
    },
    remove: async (id) => {
      written.delete(id);
      await parts.removeAll(id);
    },
  };
}

/** Asks the browser once not to clear what is kept here when its disk is full. Some browsers ask the person, so not before there is work. */
export async function askToLast(): Promise<void> {
  const asked = "groundwork.storage.asked";
  if (readPreference<boolean>(asked, false)) return;
  writePreference(asked, true);
  try {
    await navigator.storage.persist();
  } catch {
    // Over plain http a browser has no such promise to give.
  }
}
