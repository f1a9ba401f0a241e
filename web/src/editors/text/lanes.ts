/** Something that takes room along a line, and which of several it is. */
export interface Taking {
  readonly id: string;
  readonly start: number;
  readonly end: number;
}

/**
 * Gives each a lane in which it meets no other: in the order of reading, longer ones first, each in the first lane that is
 * free. The same stretches always get the same lanes.
 */
export function lanesOf(taking: readonly Taking[]): ReadonlyMap<string, number> {
  const order = [...taking].sort((a, b) => a.start - b.start || b.end - a.end || (a.id < b.id ? -1 : 1));
  const free: number[] = [];
  const lanes = new Map<string, number>();
  for (const { id, start, end } of order) {
    const found = free.findIndex((from) => from <= start);
    const lane = found < 0 ? free.length : found;
    free[lane] = end;
    lanes.set(id, lane);
  }
  return lanes;
}
