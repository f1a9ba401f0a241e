import { useCallback, useState } from "react";

/** A small setting that this browser remembers, such as a panel's width. */
export function usePreference<T>(name: string, initial: T): [T, (value: T) => void] {
  const key = `groundwork.${name}`;
  const [value, setValue] = useState<T>(() => readPreference(key, initial));
  const set = useCallback(
    (next: T) => {
      setValue(next);
      writePreference(key, next);
    },
    [key],
  );
  return [value, set];
}

export function readPreference<T>(key: string, initial: T): T {
  try {
    const kept = localStorage.getItem(key);
    return kept === null ? initial : (JSON.parse(kept) as T);
  } catch {
    return initial;
  }
}

export function writePreference(key: string, value: unknown): void {
  try {
    localStorage.setItem(key, JSON.stringify(value));
  } catch {
    // Storage is full or switched off: the setting lasts for this visit only.
  }
}
