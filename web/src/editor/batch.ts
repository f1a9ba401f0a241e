import type { Change } from "./change";

/** How much one request may carry. */
export interface Limits {
  readonly changes: number;
  readonly bytes: number;
}

/** Half of what the server takes at once: a request that is refused for its size costs more than a second one. */
export const mostAtOnce: Limits = { changes: 500, bytes: 2 * 1024 * 1024 };

// What the server counts it writes itself, and it writes all but plain characters as \uXXXX.
const notPlain = /[^ -~]|["&'+<>\\`]/g;

function weigh(value: unknown): number {
  const text = JSON.stringify(value);
  return text.length + 5 * (text.match(notPlain)?.length ?? 0);
}

/**
 * Cuts off what goes out first. A change that is too large alone goes in pieces: its keys don't depend on each other. One key
 * is never cut, however large it is.
 */
export function cut(pending: readonly Change[], { changes, bytes }: Limits): { batch: Change[]; rest: Change[] } {
  const batch: Change[] = [];
  let left = bytes;
  for (const [at, change] of pending.entries()) {
    if (batch.length >= changes) return { batch, rest: pending.slice(at) };
    const pairs = Object.entries(change.put);
    let fitting = 0;
    for (const pair of pairs) {
      const weight = weigh(pair);
      if (weight > left && (fitting > 0 || batch.length > 0)) break;
      left -= weight;
      fitting += 1;
    }
    if (fitting === pairs.length) {
      batch.push(change);
      continue;
    }
    if (batch.length > 0) return { batch, rest: pending.slice(at) };
    const piece = (of: typeof pairs): Change => ({ put: Object.fromEntries(of) });
    return { batch: [piece(pairs.slice(0, fitting))], rest: [piece(pairs.slice(fitting)), ...pending.slice(at + 1)] };
  }
  return { batch, rest: [] };
}

/** What to try after this batch was refused; nothing if it can't be smaller. */
export function narrower(batch: readonly Change[], limits: Limits): Limits | null {
  const pairs = batch.flatMap(({ put }) => Object.entries(put));
  if (batch.length <= 1 && pairs.length <= 1) return null;
  const weight = pairs.reduce((sum, pair) => sum + weigh(pair), 0);
  return {
    changes: Math.max(1, Math.min(limits.changes, batch.length >> 1)),
    bytes: Math.max(1, Math.min(limits.bytes, weight >> 1)),
  };
}

/** What to try after a batch was taken: whoever refused a size may have been asked about something else. */
export function wider({ changes, bytes }: Limits): Limits {
  return { changes: Math.min(mostAtOnce.changes, changes * 2), bytes: Math.min(mostAtOnce.bytes, bytes * 2) };
}
