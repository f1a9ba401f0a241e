import type { Edge, Handle } from "./kind";
import { distance, distanceToLine, inside, middle, pointOf, round, roundPair, type Pair, type Point, type Size } from "./plane";

/** Handles are named by the list that a corner is in and its place there: `0.3`; between two corners `0+3` follows `0.3`. */
export function cornerHandles(list: number | string, points: readonly Pair[], closed: boolean, pixel: number): Handle[] {
  return points.flatMap((pair, n): Handle[] => {
    const at = pointOf(pair);
    const corner: Handle = { id: `${list}.${n}`, at, look: "vertex", cursor: "move" };
    const next = points[n + 1] ?? (closed ? points[0] : undefined);
    // Between corners that are close there is no room to take hold of the line.
    if (!next || distance(at, pointOf(next)) < 28 * pixel) return [corner];
    return [corner, { id: `${list}+${n}`, at: middle(at, pointOf(next)), look: "between", cursor: "copy" }];
  });
}

export interface Corner {
  readonly list: string;
  readonly at: number;
  /** It lies behind the corner, in the middle of the line to the next one. */
  readonly between: boolean;
}

export function cornerOf(handle: string): Corner | null {
  const read = /^(\w+)([.+])(\d+)$/.exec(handle);
  return read?.[1] && read[3] ? { list: read[1], at: Number(read[3]), between: read[2] === "+" } : null;
}

export function withCorner(points: readonly Pair[], at: number, to: Point, image: Size): Pair[] {
  return points.map((pair, n) => (n === at ? roundPair(inside(to, image)) : pair));
}

export function splitAfter(points: readonly Pair[], at: number): Pair[] {
  const [a, b] = [points[at], points[(at + 1) % points.length]];
  if (!a || !b) return [...points];
  return points.toSpliced(at + 1, 0, roundPair(middle(pointOf(a), pointOf(b))));
}

export const movedPairs = (points: readonly Pair[], dx: number, dy: number): Pair[] =>
  points.map(([x, y]) => [round(x + dx), round(y + dy)] as const);

/** The line of a list of corners that is nearest to a point. */
export function nearestEdge(list: string, points: readonly Pair[], closed: boolean, to: Point): Edge | null {
  let found: Edge | null = null;
  for (const [n, pair] of points.entries()) {
    const next = points[n + 1] ?? (closed ? points[0] : undefined);
    const away = next ? distanceToLine(to, pointOf(pair), pointOf(next)) : Infinity;
    if (away < (found?.away ?? Infinity)) found = { handle: `${list}+${n}`, away };
  }
  return found;
}
