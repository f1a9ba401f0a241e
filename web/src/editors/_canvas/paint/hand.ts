import { kindOf } from "../kinds";
import type { Handle, Shape } from "../kind";
import { middle, pointOf, type Bounds, type Pair, type Point, type Size } from "../plane";
import type { Mark } from "../scene/scene";
import { Buffer, type Looked } from "./buffer";
import { outline, paintLabel, paintShape, type Look } from "./strokes";

/** Everything of the moment: what the pointer is at, what is in the hand, and what it can take hold of. */
export interface Moment {
  readonly hovered: { readonly mark: Mark; readonly look: Look; readonly label: string } | null;
  readonly shapes: readonly { readonly shape: Shape; readonly look: Look }[];
  /** Marks on their way together. */
  readonly moved: {
    readonly marks: readonly { readonly mark: Mark; readonly color: string }[];
    readonly dx: number;
    readonly dy: number;
  } | null;
  readonly line: {
    readonly points: readonly Pair[];
    readonly next: Point | null;
    readonly closed: boolean;
    readonly closing: boolean;
    readonly color: string;
  } | null;
  readonly band: Bounds | null;
  readonly handles: readonly Handle[];
  readonly corner: string | null;
  /** Lines through the pointer, in pixels of the screen. */
  readonly cross: Point | null;
}

const accent = "oklch(0.55 0.2 275)";

/** What moves with the pointer is painted here alone, anew for each frame. */
export class HandLayer {
  readonly #buffer: Buffer;
  #moved: { of: unknown; pixel: number; paths: Map<string, Path2D> } | null = null;

  constructor(canvas: HTMLCanvasElement) {
    this.#buffer = new Buffer(canvas, 0);
  }

  paint(moment: Moment, view: Looked, room: Size, density: number): void {
    const { pen } = this.#buffer;
    const pixel = 1 / view.scale;
    this.#buffer.begin(view, room, density);
    if (moment.cross) this.#cross(moment.cross, room, density);
    if (moment.hovered) {
      const { mark, look, label } = moment.hovered;
      paintShape(pen, mark.shape, look, pixel);
      paintLabel(pen, mark, label, look.color, pixel);
    }
    for (const { shape, look } of moment.shapes) paintShape(pen, shape, look, pixel);
    if (moment.moved) this.#moving(moment.moved, pixel);
    if (moment.line) this.#line(moment.line, pixel);
    if (moment.band) this.#band(moment.band, pixel);
    for (const handle of moment.handles) this.#handle(handle, moment.handles, handle.id === moment.corner, pixel);
  }

  /** Thousands of lines are traced once, then only moved. */
  #moving({ marks, dx, dy }: NonNullable<Moment["moved"]>, pixel: number): void {
    if (this.#moved?.of !== marks || this.#moved.pixel !== pixel) {
      const paths = new Map<string, Path2D>();
      for (const { mark, color } of marks) {
        const path = paths.get(color) ?? new Path2D();
        kindOf(mark.shape).draw(mark.shape, path, pixel);
        paths.set(color, path);
      }
      this.#moved = { of: marks, pixel, paths };
    }
    const { pen } = this.#buffer;
    pen.save();
    pen.translate(dx, dy);
    for (const [color, path] of this.#moved.paths) {
      outline(pen, { color, selected: marks.length <= 500, locked: false, bare: marks.length > 2_000 }, pixel, path);
    }
    pen.restore();
  }

  #line({ points, next, closed, closing, color }: NonNullable<Moment["line"]>, pixel: number): void {
    const { pen } = this.#buffer;
    const [first] = points;
    if (!first) return;
    const end = closing ? pointOf(first) : next;
    if (closed && points.length > 1) {
      pen.beginPath();
      for (const [x, y] of points) pen.lineTo(x, y);
      if (end) pen.lineTo(end.x, end.y);
      pen.fillStyle = color;
      pen.globalAlpha = 0.14;
      pen.fill();
      pen.globalAlpha = 1;
    }
    pen.beginPath();
    for (const [x, y] of points) pen.lineTo(x, y);
    if (end) pen.lineTo(end.x, end.y);
    outline(pen, { color, selected: false, locked: false, bare: false }, pixel);
    for (const [n, pair] of points.entries())
      this.#dot(pointOf(pair), n === 0 && closing ? 6 : 4, n === 0 && closing ? accent : "#fff", pixel);
  }

  #band({ x0, y0, x1, y1 }: Bounds, pixel: number): void {
    const { pen } = this.#buffer;
    pen.beginPath();
    pen.rect(x0, y0, x1 - x0, y1 - y0);
    pen.fillStyle = accent;
    pen.globalAlpha = 0.12;
    pen.fill();
    pen.globalAlpha = 1;
    outline(pen, { color: "#fff", selected: false, locked: true, bare: false }, pixel);
  }

  #handle({ at, look, id }: Handle, all: readonly Handle[], active: boolean, pixel: number): void {
    const { pen } = this.#buffer;
    if (look === "turn") {
      // It hangs on the middle of the upper side, wherever that is now.
      const [nw, ne] = ["nw", "ne"].map((name) => all.find((handle) => handle.id === name)?.at);
      if (nw && ne) {
        const foot = middle(nw, ne);
        pen.beginPath();
        pen.moveTo(foot.x, foot.y);
        pen.lineTo(at.x, at.y);
        outline(pen, { color: "#fff", selected: false, locked: false, bare: false }, pixel);
      }
      this.#dot(at, 5, "#fff", pixel);
      return;
    }
    if (look !== "corner") {
      if (look === "between") this.#dot(at, 3, "rgb(255 255 255 / 0.75)", pixel);
      else this.#dot(at, active ? 6 : 4.5, active ? accent : "#fff", pixel);
      return;
    }
    const half = (id.length === 1 ? 3.5 : 4) * pixel;
    pen.beginPath();
    pen.rect(at.x - half, at.y - half, 2 * half, 2 * half);
    this.#plate("#fff", pixel);
  }

  #dot({ x, y }: Point, radius: number, color: string, pixel: number): void {
    const { pen } = this.#buffer;
    pen.beginPath();
    pen.ellipse(x, y, radius * pixel, radius * pixel, 0, 0, 2 * Math.PI);
    this.#plate(color, pixel);
  }

  #plate(color: string, pixel: number): void {
    const { pen } = this.#buffer;
    pen.fillStyle = color;
    pen.fill();
    pen.strokeStyle = "rgb(0 0 0 / 0.75)";
    pen.lineWidth = 1.25 * pixel;
    pen.stroke();
  }

  #cross({ x, y }: Point, { width, height }: Size, density: number): void {
    const { pen } = this.#buffer;
    pen.save();
    pen.setTransform(density, 0, 0, density, 0, 0);
    const [cx, cy] = [Math.floor(x) + 0.5, Math.floor(y) + 0.5];
    for (const [style, off] of [
      ["rgb(0 0 0 / 0.45)", 1],
      ["rgb(255 255 255 / 0.7)", 0],
    ] as const) {
      pen.beginPath();
      pen.moveTo(0, cy + off);
      pen.lineTo(width, cy + off);
      pen.moveTo(cx + off, 0);
      pen.lineTo(cx + off, height);
      pen.strokeStyle = style;
      pen.lineWidth = 1;
      pen.stroke();
    }
    pen.restore();
  }
}
