import type { Shelf } from "@/editor/autosave";

type Stores = "drafts" | "answers";
const opened = new Map<string, Promise<IDBDatabase>>();

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

/** A place in this browser that outlives the tab; where the browser refuses one, the tab's memory. */
export function browserShelf<T>(memberId: string, store: Stores): Shelf<T> & { all(): Promise<readonly T[]> } {
  const memory = new Map<string, T>();

  const within = async <R>(mode: IDBTransactionMode, act: (store: IDBObjectStore) => IDBRequest<R>, otherwise: () => R): Promise<R> => {
    try {
      const transaction = (await database(`groundwork-${memberId}`)).transaction(store, mode);
      const request = act(transaction.objectStore(store));
      return await new Promise<R>((resolve, reject) => {
        transaction.oncomplete = () => resolve(request.result);
        transaction.onabort = () => reject(transaction.error ?? new Error("aborted"));
      });
    } catch {
      return otherwise();
    }
  };

  return {
    read: async (id) =>
      memory.get(id) ??
      (await within<T | undefined>(
        "readonly",
        (held) => held.get(id) as IDBRequest<T | undefined>,
        () => undefined,
      )) ??
      null,
    write: async (id, value) => {
      await within<IDBValidKey>(
        "readwrite",
        (held) => held.put(value, id),
        () => {
          memory.set(id, value);
          return id;
        },
      );
    },
    remove: async (id) => {
      memory.delete(id);
      await within<undefined>(
        "readwrite",
        (held) => held.delete(id),
        () => undefined,
      );
    },
    all: async () => [
      ...(await within<T[]>(
        "readonly",
        (held) => held.getAll() as IDBRequest<T[]>,
        () => [],
      )),
      ...memory.values(),
    ],
  };
}
