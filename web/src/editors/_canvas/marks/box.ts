import { cornersOf, centreOf, frameAnchor, frameDragged, frameHandles, frameResized } from "../framed";
import type { Box, MarkKind } from "../kind";
import { boundsOf, meet, pathMeets, round, roundPair, around, turned, type Pair } from "../plane";
import { numbers } from "../read";

const members = ["x", "y", "width", "height", "rotation"] as const;

/** A rectangle around a thing, upright or turned. */
export const mark: MarkKind<Box> = {
  type: "box",
  area: true,
  parse: (geometry) => {
    const read = numbers(geometry, members, { rotation: 0 });
    return read && read.width > 0 && read.height > 0 ? { type: "box", ...read } : null;
  },
  bounds: (box) =>
    box.rotation === 0 ? { x0: box.x, y0: box.y, x1: box.x + box.width, y1: box.y + box.height } : boundsOf(cornersOf(box)),
  anchor: frameAnchor,
  distance: (box, point) => {
    const at = turned(point, centreOf(box), -box.rotation);
    return Math.hypot(Math.max(box.x - at.x, 0, at.x - box.x - box.width), Math.max(box.y - at.y, 0, at.y - box.y - box.height));
  },
  meets: (box, extent) => {
    if (box.rotation === 0) return meet(mark.bounds(box), extent);
    const ring = cornersOf(box).map(({ x, y }): Pair => [x, y]);
    return pathMeets(ring, true, extent) || around(ring, { x: extent.x0, y: extent.y0 });
  },
  draw: (box, pen) => {
    if (box.rotation === 0) {
      pen.rect(box.x, box.y, box.width, box.height);
      return;
    }
    for (const [n, { x, y }] of cornersOf(box).entries()) {
      if (n === 0) pen.moveTo(x, y);
      else pen.lineTo(x, y);
    }
    pen.closePath();
  },
  moved: (box, dx, dy) => {
    const [x, y] = roundPair({ x: box.x + dx, y: box.y + dy });
    return { ...box, x, y, width: round(box.width), height: round(box.height) };
  },
  handles: frameHandles,
  dragged: (box, handle, to, held, image) => ({ type: "box", ...frameDragged(box, handle, to, held, image) }),
  resized: (box, dx, dy, image) => ({ type: "box", ...frameResized(box, dx, dy, image) }),
};
