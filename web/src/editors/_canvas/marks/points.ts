import type { MarkKind, Points } from "../kind";
import { boundsOfPairs, contains, distance, pointOf } from "../plane";
import { pairs } from "../read";
import { cornerOf, movedPairs, withCorner } from "../vertices";

/** How large a point is drawn, in pixels of the screen. */
export const pointRadius = 4;

/** One or more single points. */
export const mark: MarkKind<Points> = {
  type: "points",
  area: false,
  parse: (geometry) => {
    const points = pairs(geometry["points"], 1);
    return points && { type: "points", points };
  },
  bounds: ({ points }) => boundsOfPairs(points),
  anchor: ({ points }) => boundsOfPairs(points),
  distance: ({ points }, at) => Math.min(...points.map((pair) => distance(at, pointOf(pair)))),
  meets: ({ points }, extent) => points.some((pair) => contains(extent, pointOf(pair))),
  draw: ({ points }, pen, pixel) => {
    for (const [x, y] of points) {
      pen.moveTo(x + pointRadius * pixel, y);
      pen.ellipse(x, y, pointRadius * pixel, pointRadius * pixel, 0, 0, 2 * Math.PI);
    }
  },
  moved: ({ points }, dx, dy) => ({ type: "points", points: movedPairs(points, dx, dy) }),
  handles: ({ points }) => points.map((pair, n) => ({ id: `p.${n}`, at: pointOf(pair), look: "vertex", cursor: "move" })),
  dragged: (shape, handle, to, _, image) => {
    const corner = cornerOf(handle);
    return corner ? { ...shape, points: withCorner(shape.points, corner.at, to, image) } : shape;
  },
  resized: (shape) => shape,
  without: (shape, handle) => {
    const corner = cornerOf(handle);
    return corner && shape.points.length > 1 ? { ...shape, points: shape.points.toSpliced(corner.at, 1) } : corner ? null : shape;
  },
};
