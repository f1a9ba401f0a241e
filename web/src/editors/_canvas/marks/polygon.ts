import type { Edge, MarkKind, Pen, Polygon } from "../kind";
import { around, boundsOfPairs, distanceToPath, joined, pathMeets, type Pair } from "../plane";
import { pairs } from "../read";
import { cornerHandles, cornerOf, movedPairs, nearestEdge, splitAfter, withCorner, type Corner } from "../vertices";

type Ring = readonly Pair[];

/** Outlines come before the holes: ring 0, 1, …, then hole 0, 1, … */
const all = ({ rings, holes }: Polygon): Ring[] => [...rings, ...holes];
const nameOf = (polygon: Polygon, at: number) => (at < polygon.rings.length ? `r${at}` : `h${at - polygon.rings.length}`);

const covers = ({ rings, holes }: Polygon, at: { x: number; y: number }) =>
  rings.some((ring) => around(ring, at)) && !holes.some((hole) => around(hole, at));

/** Puts another list of corners in the place of one; with null it is gone, and a hole that is left in nothing as well. */
function replaced(polygon: Polygon, { list }: Corner, changed: Ring | null): Polygon | null {
  // A ring closes by itself: one whose ends meet is left as it was.
  const [first] = changed ?? [];
  const last = changed?.at(-1);
  const ring =
    first && last && first !== last && first[0] === last[0] && first[1] === last[1]
      ? ringOf(polygon, { list, at: 0, between: false })
      : changed;
  const at = Number(list.slice(1));
  const within = (lists: readonly Ring[]) => lists.flatMap((each, n) => (n === at ? (ring ? [ring] : []) : [each]));
  if (list.startsWith("h")) return { ...polygon, holes: within(polygon.holes) };
  const rings = within(polygon.rings);
  if (rings.length === 0) return null;
  const holes = ring
    ? polygon.holes
    : polygon.holes.filter((hole) => rings.some((outline) => hole.some(([x, y]) => around(outline, { x, y }))));
  return { ...polygon, rings, holes };
}

const ringOf = ({ rings, holes }: Polygon, { list }: Corner): Ring => (list.startsWith("h") ? holes : rings)[Number(list.slice(1))] ?? [];

function trace(ring: Ring, pen: Pen): void {
  for (const [n, [x, y]] of ring.entries()) {
    if (n === 0) pen.moveTo(x, y);
    else pen.lineTo(x, y);
  }
  pen.closePath();
}

/** An outline with any number of corners, parts and holes. */
export const mark: MarkKind<Polygon> = {
  type: "polygon",
  area: true,
  parse: (geometry) => {
    const read = (list: unknown) => (Array.isArray(list) ? (list as never[]).map((ring) => pairs(ring, 3)) : []);
    const [rings, holes] = [read(geometry["rings"]), read(geometry["holes"])];
    const right = (lists: readonly (Ring | null)[]): lists is Ring[] => lists.every((ring) => ring !== null);
    return rings.length > 0 && right(rings) && right(holes) ? { type: "polygon", rings, holes } : null;
  },
  bounds: ({ rings }) => rings.map(boundsOfPairs).reduce(joined),
  anchor: (polygon) => all(polygon).map(boundsOfPairs).reduce(joined),
  distance: (polygon, at) => (covers(polygon, at) ? 0 : Math.min(...all(polygon).map((ring) => distanceToPath(at, ring, true)))),
  meets: (polygon, extent) => all(polygon).some((ring) => pathMeets(ring, true, extent)) || covers(polygon, { x: extent.x0, y: extent.y0 }),
  draw: (polygon, pen) => {
    for (const ring of all(polygon)) trace(ring, pen);
  },
  moved: ({ rings, holes }, dx, dy) => ({
    type: "polygon",
    rings: rings.map((ring) => movedPairs(ring, dx, dy)),
    holes: holes.map((ring) => movedPairs(ring, dx, dy)),
  }),
  handles: (polygon, pixel) => all(polygon).flatMap((ring, n) => cornerHandles(nameOf(polygon, n), ring, true, pixel)),
  dragged: (polygon, handle, to, _, image) => {
    const corner = cornerOf(handle);
    return corner && !corner.between
      ? (replaced(polygon, corner, withCorner(ringOf(polygon, corner), corner.at, to, image)) ?? polygon)
      : polygon;
  },
  resized: (polygon) => polygon,
  edge: (polygon, at) =>
    all(polygon)
      .flatMap((ring, n) => nearestEdge(nameOf(polygon, n), ring, true, at) ?? [])
      .reduce<Edge | null>((best, next) => (best && best.away <= next.away ? best : next), null),
  split: (polygon, handle) => {
    const corner = cornerOf(handle);
    if (!corner?.between) return null;
    const shape = replaced(polygon, corner, splitAfter(ringOf(polygon, corner), corner.at));
    return shape && { shape, handle: `${corner.list}.${corner.at + 1}` };
  },
  without: (polygon, handle) => {
    const corner = cornerOf(handle);
    if (!corner || corner.between) return polygon;
    const left = ringOf(polygon, corner).toSpliced(corner.at, 1);
    return replaced(polygon, corner, left.length < 3 ? null : left);
  },
};
