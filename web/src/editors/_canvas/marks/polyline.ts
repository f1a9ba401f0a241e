import type { MarkKind, Polyline } from "../kind";
import { boundsOfPairs, distanceToPath, pathMeets } from "../plane";
import { pairs } from "../read";
import { cornerHandles, cornerOf, movedPairs, nearestEdge, splitAfter, withCorner } from "../vertices";

/** A line through two or more points: lanes, wires, edges. */
export const mark: MarkKind<Polyline> = {
  type: "polyline",
  area: false,
  parse: (geometry) => {
    const points = pairs(geometry["points"], 2);
    return points && { type: "polyline", points };
  },
  bounds: ({ points }) => boundsOfPairs(points),
  anchor: ({ points }) => boundsOfPairs(points),
  distance: ({ points }, at) => distanceToPath(at, points, false),
  meets: ({ points }, extent) => pathMeets(points, false, extent),
  draw: ({ points }, pen) => {
    for (const [n, [x, y]] of points.entries()) {
      if (n === 0) pen.moveTo(x, y);
      else pen.lineTo(x, y);
    }
  },
  moved: ({ points }, dx, dy) => ({ type: "polyline", points: movedPairs(points, dx, dy) }),
  handles: ({ points }, pixel) => cornerHandles("p", points, false, pixel),
  dragged: (line, handle, to, _, image) => {
    const corner = cornerOf(handle);
    return corner && !corner.between ? { ...line, points: withCorner(line.points, corner.at, to, image) } : line;
  },
  resized: (line) => line,
  edge: ({ points }, at) => nearestEdge("p", points, false, at),
  split: (line, handle) => {
    const corner = cornerOf(handle);
    return corner?.between ? { shape: { ...line, points: splitAfter(line.points, corner.at) }, handle: `p.${corner.at + 1}` } : null;
  },
  without: (line, handle) => {
    const corner = cornerOf(handle);
    if (!corner || corner.between) return line;
    return line.points.length > 2 ? { ...line, points: line.points.toSpliced(corner.at, 1) } : null;
  },
};
