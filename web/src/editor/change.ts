import { sameJson, type Json } from "./json";

/** What one key held before and holds after; null means absent. */
export interface Pair {
  readonly before: Json;
  readonly after: Json;
}

/** A difference between two documents: undo, drafts, autosave and audit all use this one shape. */
export interface Change {
  readonly put: Readonly<Record<string, Pair>>;
}

export const nothing: Change = { put: {} };

export function isNothing(change: Change): boolean {
  return Object.keys(change.put).length === 0;
}

export function sameChange(a: Change, b: Change): boolean {
  const keys = Object.keys(a.put);
  return (
    keys.length === Object.keys(b.put).length &&
    keys.every((key) => {
      const x = a.put[key];
      const y = b.put[key];
      return x !== undefined && y !== undefined && sameJson(x.before, y.before) && sameJson(x.after, y.after);
    })
  );
}

/** The change that undoes this one. */
export function inverse(change: Change): Change {
  return { put: Object.fromEntries(Object.entries(change.put).map(([key, { before, after }]) => [key, { before: after, after: before }])) };
}

/** One change that does what `first` and then `second` do; keys that end where they began vanish. */
export function squash(first: Change, second: Change): Change {
  const put: Record<string, Pair> = { ...first.put };
  for (const [key, pair] of Object.entries(second.put)) {
    const earlier = first.put[key];
    put[key] = { before: earlier ? earlier.before : pair.before, after: pair.after };
  }
  return { put: Object.fromEntries(Object.entries(put).filter(([, { before, after }]) => !sameJson(before, after))) };
}

/** The change that leads from one set of records to another. */
export function difference(from: Readonly<Record<string, Json>>, to: Readonly<Record<string, Json>>): Change {
  const put: Record<string, Pair> = {};
  for (const key of new Set([...Object.keys(from), ...Object.keys(to)])) {
    const before = from[key] ?? null;
    const after = to[key] ?? null;
    if (!sameJson(before, after)) put[key] = { before, after };
  }
  return { put };
}
