import type { Handle, Held } from "./kind";
import { clamp, distance, inside, round, turned, upright, type Bounds, type Point, type Size } from "./plane";

/** What a box and an ellipse have in common: a frame around a centre, turned by some degrees. */
export interface Frame {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly rotation: number;
}

/** Nothing is made narrower than this. */
const least = 0.01;
const turnOff = 24;
const turnStep = 15;

export const centreOf = ({ x, y, width, height }: Frame): Point => ({ x: x + width / 2, y: y + height / 2 });

export function cornersOf(frame: Frame): Point[] {
  const { x, y, width, height, rotation } = frame;
  const centre = centreOf(frame);
  return [
    { x, y },
    { x: x + width, y },
    { x: x + width, y: y + height },
    { x, y: y + height },
  ].map((corner) => turned(corner, centre, rotation));
}

/** Which sides a handle takes along, clockwise from the top left corner. */
const sides: Readonly<Record<string, readonly [number, number]>> = {
  nw: [-1, -1],
  n: [0, -1],
  ne: [1, -1],
  e: [1, 0],
  se: [1, 1],
  s: [0, 1],
  sw: [-1, 1],
  w: [-1, 0],
};
const cursors = ["ns-resize", "nesw-resize", "ew-resize", "nwse-resize"] as const;

export function frameHandles(frame: Frame, pixel: number): Handle[] {
  const { width, height, rotation } = frame;
  const centre = centreOf(frame);
  const place = (sx: number, sy: number, off = 0): Point =>
    turned({ x: centre.x + (sx * width) / 2, y: centre.y + (sy * height) / 2 - off }, centre, rotation);
  const roomy = (sx: number, sy: number) => (sx === 0 ? width : sy === 0 ? height : Infinity) > 24 * pixel;
  const edges = Object.entries(sides).flatMap(([id, [sx, sy]]): Handle[] => {
    // In the middle of a short side it would cover those of the corners.
    if (!roomy(sx, sy)) return [];
    const direction = (Math.atan2(sx * Math.max(1, height), -sy * Math.max(1, height)) * 180) / Math.PI + rotation;
    const cursor = cursors[((Math.round(direction / 45) % 4) + 4) % 4] ?? "move";
    return [{ id, at: place(sx, sy), look: "corner", cursor }];
  });
  return [...edges, { id: "turn", at: place(0, -1, turnOff * pixel), look: "turn", cursor: "grab" }];
}

/** The frame with a handle at another place; what lies opposite stays, with Alt the centre does. */
export function frameDragged(frame: Frame, handle: string, to: Point, { shift, alt }: Held, image: Size): Frame {
  const centre = centreOf(frame);
  if (handle === "turn") {
    const angle = (Math.atan2(to.x - centre.x, centre.y - to.y) * 180) / Math.PI;
    return settled({ ...frame, rotation: shift ? Math.round(angle / turnStep) * turnStep : angle }, image);
  }
  const [sx, sy] = sides[handle] ?? [0, 0];
  const at = turned(inside(to, image), centre, -frame.rotation);
  const half = { x: frame.width / 2, y: frame.height / 2 };
  // In a system of its own, around the centre before the drag.
  const from = { x: alt ? 0 : -sx * half.x, y: alt ? 0 : -sy * half.y };
  const reach = { x: at.x - centre.x - from.x, y: at.y - centre.y - from.y };
  const share = alt ? 2 : 1;
  let width = sx === 0 ? frame.width : Math.abs(reach.x) * share;
  let height = sy === 0 ? frame.height : Math.abs(reach.y) * share;
  if (shift && sx !== 0 && sy !== 0) {
    const grown = Math.max(width / frame.width, height / frame.height);
    [width, height] = [frame.width * grown, frame.height * grown];
  }
  [width, height] = [Math.max(least, width), Math.max(least, height)];
  // Dragged past the opposite side it goes on growing there.
  const sign = { x: sx === 0 ? 0 : Math.sign(reach.x) || sx, y: sy === 0 ? 0 : Math.sign(reach.y) || sy };
  const offset = { x: alt || sx === 0 ? 0 : from.x + (sign.x * width) / 2, y: alt || sy === 0 ? 0 : from.y + (sign.y * height) / 2 };
  const middle = turned({ x: centre.x + offset.x, y: centre.y + offset.y }, centre, frame.rotation);
  return settled({ x: middle.x - width / 2, y: middle.y - height / 2, width, height, rotation: frame.rotation }, image);
}

/** Rounded, with what must be inside the picture inside of it. */
export function settled(frame: Frame, image: Size): Frame {
  const rotation = upright(frame.rotation);
  if (rotation !== 0) {
    const centre = inside(centreOf(frame), image);
    const [width, height] = [Math.max(least, round(frame.width)), Math.max(least, round(frame.height))];
    return { x: round(centre.x - width / 2), y: round(centre.y - height / 2), width, height, rotation };
  }
  const [x0, y0] = [round(clamp(frame.x, 0, image.width - least)), round(clamp(frame.y, 0, image.height - least))];
  const [x1, y1] = [round(clamp(frame.x + frame.width, 0, image.width)), round(clamp(frame.y + frame.height, 0, image.height))];
  return { x: x0, y: y0, width: Math.max(least, round(x1 - x0)), height: Math.max(least, round(y1 - y0)), rotation };
}

/** Between two corners; with Shift a square, with Alt around the first. */
export function frameBetween(from: Point, to: Point, { shift, alt }: Held, image: Size): Frame {
  let [dx, dy] = [to.x - from.x, to.y - from.y];
  if (shift) {
    const side = Math.max(Math.abs(dx), Math.abs(dy));
    // A square stays one at the edge of the picture: it is as large as there is room for.
    const room = (at: number, length: number, way: number) => (alt ? Math.min(at, length - at) : way < 0 ? at : length - at);
    const most = Math.min(room(from.x, image.width, dx), room(from.y, image.height, dy));
    const kept = Math.min(side, most);
    [dx, dy] = [(dx < 0 ? -1 : 1) * kept, (dy < 0 ? -1 : 1) * kept];
  }
  const [x, y] = alt ? [from.x - Math.abs(dx), from.y - Math.abs(dy)] : [Math.min(from.x, from.x + dx), Math.min(from.y, from.y + dy)];
  const share = alt ? 2 : 1;
  return settled({ x, y, width: Math.abs(dx) * share, height: Math.abs(dy) * share, rotation: 0 }, image);
}

/** A turned frame on a base line, as high as a third point is away from it. */
export function frameOn(a: Point, b: Point, to: Point, image: Size): Frame {
  const rotation = (Math.atan2(b.y - a.y, b.x - a.x) * 180) / Math.PI;
  const width = distance(a, b);
  const off = turned(to, a, -rotation).y - a.y;
  const centre = turned({ x: a.x + width / 2, y: a.y + off / 2 }, a, rotation);
  const height = Math.abs(off);
  return settled({ x: centre.x - width / 2, y: centre.y - height / 2, width, height, rotation }, image);
}

/** Larger at its right and lower side, in its own directions. */
export function frameResized(frame: Frame, dx: number, dy: number, image: Size): Frame {
  const width = Math.max(least, frame.width + dx);
  const height = Math.max(least, frame.height + dy);
  const [corner] = cornersOf(frame);
  if (!corner) return frame;
  const centre = turned({ x: corner.x + width / 2, y: corner.y + height / 2 }, corner, frame.rotation);
  return settled({ x: centre.x - width / 2, y: centre.y - height / 2, width, height, rotation: frame.rotation }, image);
}

export const frameAnchor = (frame: Frame): Bounds => {
  const { x, y } = centreOf(frame);
  return frame.rotation === 0
    ? { x0: frame.x, y0: frame.y, x1: frame.x + frame.width, y1: frame.y + frame.height }
    : { x0: x, y0: y, x1: x, y1: y };
};
