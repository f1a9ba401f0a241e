import { useCallback, useSyncExternalStore } from "react";

/** What a store outside React shows now, and whenever it changes. */
export function useStore<T>(store: { subscribe: (reader: () => void) => () => void }, read: () => T): T {
  const subscribe = useCallback((reader: () => void) => store.subscribe(reader), [store]);
  return useSyncExternalStore(subscribe, read);
}
