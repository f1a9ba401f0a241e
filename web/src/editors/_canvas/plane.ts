/** Points, extents and lines of a picture, in its pixels; y grows downwards. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** An upright extent. */
export interface Bounds {
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
}

/** A point as documents hold it. */
export type Pair = readonly [number, number];

/** Places are kept to a hundredth of a pixel: finer is noise, and makes documents longer. */
export const round = (value: number) => Math.round(value * 100) / 100 + 0;
export const roundPair = ({ x, y }: Point): Pair => [round(x), round(y)];

export const clamp = (value: number, least: number, most: number) => Math.min(Math.max(value, least), most);
export const inside = ({ x, y }: Point, { width, height }: Size): Point => ({ x: clamp(x, 0, width), y: clamp(y, 0, height) });
export const distance = (a: Point, b: Point) => Math.hypot(a.x - b.x, a.y - b.y);
export const middle = (a: Point, b: Point): Point => ({ x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 });
export const pointOf = ([x, y]: Pair): Point => ({ x, y });

/** Turned clockwise, as it looks on the screen, about a centre. */
export function turned({ x, y }: Point, about: Point, degrees: number): Point {
  if (degrees === 0) return { x, y };
  const [sin, cos] = [Math.sin((degrees * Math.PI) / 180), Math.cos((degrees * Math.PI) / 180)];
  const [dx, dy] = [x - about.x, y - about.y];
  return { x: about.x + dx * cos - dy * sin, y: about.y + dx * sin + dy * cos };
}

/** An angle in [0, 360), to a hundredth of a degree. */
export const upright = (degrees: number) => round(((degrees % 360) + 360) % 360) % 360;

export function boundsOf(points: readonly Point[]): Bounds {
  let [x0, y0, x1, y1] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const { x, y } of points) {
    x0 = Math.min(x0, x);
    y0 = Math.min(y0, y);
    x1 = Math.max(x1, x);
    y1 = Math.max(y1, y);
  }
  return { x0, y0, x1, y1 };
}

/** The extent of pairs, without making points of them. */
export function boundsOfPairs(pairs: readonly Pair[]): Bounds {
  let [x0, y0, x1, y1] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [x, y] of pairs) {
    if (x < x0) x0 = x;
    if (y < y0) y0 = y;
    if (x > x1) x1 = x;
    if (y > y1) y1 = y;
  }
  return { x0, y0, x1, y1 };
}

export const joined = (a: Bounds, b: Bounds): Bounds => ({
  x0: Math.min(a.x0, b.x0),
  y0: Math.min(a.y0, b.y0),
  x1: Math.max(a.x1, b.x1),
  y1: Math.max(a.y1, b.y1),
});
export const grown = ({ x0, y0, x1, y1 }: Bounds, by: number): Bounds => ({ x0: x0 - by, y0: y0 - by, x1: x1 + by, y1: y1 + by });
export const meet = (a: Bounds, b: Bounds) => a.x0 <= b.x1 && b.x0 <= a.x1 && a.y0 <= b.y1 && b.y0 <= a.y1;
export const holds = (outer: Bounds, inner: Bounds) =>
  outer.x0 <= inner.x0 && outer.y0 <= inner.y0 && outer.x1 >= inner.x1 && outer.y1 >= inner.y1;
export const between = (a: Point, b: Point): Bounds => ({
  x0: Math.min(a.x, b.x),
  y0: Math.min(a.y, b.y),
  x1: Math.max(a.x, b.x),
  y1: Math.max(a.y, b.y),
});
export const contains = ({ x0, y0, x1, y1 }: Bounds, { x, y }: Point) => x >= x0 && x <= x1 && y >= y0 && y <= y1;

/** How far a point is from a line between two others. */
export function distanceToLine(at: Point, a: Point, b: Point): number {
  const [dx, dy] = [b.x - a.x, b.y - a.y];
  const length = dx * dx + dy * dy;
  const share = length === 0 ? 0 : clamp(((at.x - a.x) * dx + (at.y - a.y) * dy) / length, 0, 1);
  return Math.hypot(at.x - a.x - share * dx, at.y - a.y - share * dy);
}

/** How far a point is from a line through many. */
export function distanceToPath(at: Point, path: readonly Pair[], closed: boolean): number {
  let least = Infinity;
  for (let i = closed ? 0 : 1; i < path.length; i++) {
    const [from, to] = [path[(i + path.length - 1) % path.length], path[i]];
    if (from && to) least = Math.min(least, distanceToLine(at, pointOf(from), pointOf(to)));
  }
  return path[0] && path.length === 1 ? distance(at, pointOf(path[0])) : least;
}

/** Whether a ring goes around a point. */
export function around(ring: readonly Pair[], { x, y }: Point): boolean {
  let within = false;
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
    const [a, b] = [ring[i], ring[j]];
    if (a && b && a[1] > y !== b[1] > y && x < ((b[0] - a[0]) * (y - a[1])) / (b[1] - a[1]) + a[0]) within = !within;
  }
  return within;
}

function cross(a: Point, b: Point, c: Point, d: Point): boolean {
  const side = (p: Point, q: Point, r: Point) => Math.sign((q.x - p.x) * (r.y - p.y) - (q.y - p.y) * (r.x - p.x));
  return side(a, b, c) !== side(a, b, d) && side(c, d, a) !== side(c, d, b);
}

/** Whether a line through points comes into an upright extent. */
export function pathMeets(path: readonly Pair[], closed: boolean, { x0, y0, x1, y1 }: Bounds): boolean {
  const corners: readonly Point[] = [
    { x: x0, y: y0 },
    { x: x1, y: y0 },
    { x: x1, y: y1 },
    { x: x0, y: y1 },
  ];
  return path.some((pair, i) => {
    const at = pointOf(pair);
    if (contains({ x0, y0, x1, y1 }, at)) return true;
    const before = i === 0 ? (closed ? path.at(-1) : undefined) : path[i - 1];
    return (
      before !== undefined && corners.some((corner, n) => cross(pointOf(before), at, corner, corners[(n + 1) % corners.length] ?? corner))
    );
  });
}

/** Leaves out the points of a freehand line that say nothing: those nearer to it than `tolerance`. */
export function simplified(path: readonly Point[], tolerance: number): Point[] {
  const kept = new Set([0, path.length - 1]);
  const open: [number, number][] = [[0, path.length - 1]];
  for (let span = open.pop(); span; span = open.pop()) {
    const [from, to] = span;
    const [a, b] = [path[from], path[to]];
    if (!a || !b) continue;
    let [far, at] = [tolerance, -1];
    for (let i = from + 1; i < to; i++) {
      const point = path[i];
      const off = point ? distanceToLine(point, a, b) : 0;
      if (off > far) [far, at] = [off, i];
    }
    if (at < 0) continue;
    kept.add(at);
    open.push([from, at], [at, to]);
  }
  return path.filter((_, i) => kept.has(i));
}
