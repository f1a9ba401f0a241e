import { frameDragged, frameHandles, frameResized, type Frame } from "../framed";
import type { Ellipse, MarkKind } from "../kind";
import { around, pathMeets, round, turned, type Pair } from "../plane";
import { numbers } from "../read";

const members = ["cx", "cy", "rx", "ry", "rotation"] as const;

const frameOf = ({ cx, cy, rx, ry, rotation }: Ellipse): Frame => ({
  x: cx - rx,
  y: cy - ry,
  width: 2 * rx,
  height: 2 * ry,
  rotation,
});

/** The ellipse that fills a frame. */
export function ellipseIn({ x, y, width, height, rotation }: Frame): Ellipse {
  return {
    type: "ellipse",
    cx: round(x + width / 2),
    cy: round(y + height / 2),
    rx: Math.max(0.01, round(width / 2)),
    ry: Math.max(0.01, round(height / 2)),
    rotation,
  };
}

const corners = 48;

/** Points on it, near enough for a rubber band. */
function outline({ cx, cy, rx, ry, rotation }: Ellipse): Pair[] {
  return Array.from({ length: corners }, (_, n) => {
    const angle = (2 * Math.PI * n) / corners;
    const { x, y } = turned({ x: cx + rx * Math.cos(angle), y: cy + ry * Math.sin(angle) }, { x: cx, y: cy }, rotation);
    return [x, y] as const;
  });
}

/** A circle or ellipse, upright or turned. */
export const mark: MarkKind<Ellipse> = {
  type: "ellipse",
  area: true,
  parse: (geometry) => {
    const read = numbers(geometry, members, { rotation: 0 });
    return read && read.rx > 0 && read.ry > 0 ? { type: "ellipse", ...read } : null;
  },
  bounds: ({ cx, cy, rx, ry, rotation }) => {
    const [sin, cos] = [Math.sin((rotation * Math.PI) / 180), Math.cos((rotation * Math.PI) / 180)];
    const [w, h] = [Math.hypot(rx * cos, ry * sin), Math.hypot(rx * sin, ry * cos)];
    return { x0: cx - w, y0: cy - h, x1: cx + w, y1: cy + h };
  },
  anchor: ({ cx, cy }) => ({ x0: cx, y0: cy, x1: cx, y1: cy }),
  distance: ({ cx, cy, rx, ry, rotation }, point) => {
    const at = turned(point, { x: cx, y: cy }, -rotation);
    const [dx, dy] = [at.x - cx, at.y - cy];
    const out = Math.hypot(dx / rx, dy / ry);
    // Along the ray from the centre: exact at the outline, which is where it matters.
    return out <= 1 ? 0 : Math.hypot(dx, dy) * (1 - 1 / out);
  },
  meets: (ellipse, extent) => {
    const ring = outline(ellipse);
    return pathMeets(ring, true, extent) || around(ring, { x: extent.x0, y: extent.y0 });
  },
  draw: ({ cx, cy, rx, ry, rotation }, pen) => {
    const turn = (rotation * Math.PI) / 180;
    pen.moveTo(cx + rx * Math.cos(turn), cy + rx * Math.sin(turn));
    pen.ellipse(cx, cy, rx, ry, turn, 0, 2 * Math.PI);
  },
  moved: (ellipse, dx, dy) => ({
    ...ellipse,
    cx: round(ellipse.cx + dx),
    cy: round(ellipse.cy + dy),
    rx: round(ellipse.rx),
    ry: round(ellipse.ry),
  }),
  handles: (ellipse, pixel) => frameHandles(frameOf(ellipse), pixel),
  dragged: (ellipse, handle, to, held, image) => ellipseIn(frameDragged(frameOf(ellipse), handle, to, held, image)),
  resized: (ellipse, dx, dy, image) => ellipseIn(frameResized(frameOf(ellipse), dx, dy, image)),
};
