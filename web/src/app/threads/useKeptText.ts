import { useState } from "react";

/** A text that survives a closed tab until it is sent: what is emptied is forgotten. */
export function useKeptText(name: string): [string, (text: string) => void] {
  const key = `groundwork.text ${name}`;
  const [text, setText] = useState(() => read(key));
  const set = (next: string) => {
    setText(next);
    try {
      if (next === "") globalThis.localStorage.removeItem(key);
      else globalThis.localStorage.setItem(key, next);
    } catch {
      // A browser that keeps nothing still lets one write.
    }
  };
  return [text, set];
}

function read(key: string): string {
  try {
    return globalThis.localStorage.getItem(key) ?? "";
  } catch {
    return "";
  }
}
