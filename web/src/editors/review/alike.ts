import type { LabelledObject } from "@/api/types";
import { kindOf, shapeOf } from "../_canvas/kinds";

interface Extent {
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
}

/** So much of what two marks cover together has to be covered by both. */
const least = 0.5;
/** Beyond so many pairs nobody reads the difference anyway. */
const most = 4_000_000;

/** Marks of two documents that are one thing, though they have different ids: the most alike first. */
export function alike(
  before: readonly LabelledObject[],
  after: readonly LabelledObject[],
): [before: LabelledObject, after: LabelledObject][] {
  if (before.length * after.length > most) return [];
  const extents = new Map([...before, ...after].map((object) => [object, extentOf(object)]));
  const pairs = before.flatMap((one) =>
    after.flatMap((other) => {
      const shared = overlap(extents.get(one) ?? null, extents.get(other) ?? null);
      return shared >= least && one.geometry.type === other.geometry.type ? [{ one, other, shared }] : [];
    }),
  );
  const met = new Set<LabelledObject>();
  const found: [LabelledObject, LabelledObject][] = [];
  for (const { one, other } of pairs.sort((a, b) => b.shared - a.shared)) {
    if (met.has(one) || met.has(other)) continue;
    met.add(one).add(other);
    found.push([one, other]);
  }
  return found;
}

function extentOf(object: LabelledObject): Extent | null {
  const { type, start, end } = object.geometry;
  if (type === "span" && typeof start === "number" && typeof end === "number") return { x0: start, y0: 0, x1: end, y1: 1 };
  const shape = shapeOf(object);
  if (!shape) return null;
  const { x0, y0, x1, y1 } = kindOf(shape).bounds(shape);
  // A single point has no extent, and lies where it lies all the same.
  return { x0: x0 - 2, y0: y0 - 2, x1: x1 + 2, y1: y1 + 2 };
}

function overlap(a: Extent | null, b: Extent | null): number {
  if (!a || !b) return 0;
  const area = ({ x0, y0, x1, y1 }: Extent) => Math.max(0, x1 - x0) * Math.max(0, y1 - y0);
  const both = area({ x0: Math.max(a.x0, b.x0), y0: Math.max(a.y0, b.y0), x1: Math.min(a.x1, b.x1), y1: Math.min(a.y1, b.y1) });
  return both / Math.max(1e-9, area(a) + area(b) - both);
}
