import type { Bounds, Point, Size } from "../plane";

/** Where a picture lies on the screen. */
export interface Looked {
  readonly x: number;
  readonly y: number;
  readonly scale: number;
}

/** A canvas with room around what is in sight, painted for one view; shown for another it is moved and stretched until it is painted anew. */
export class Buffer {
  readonly canvas: HTMLCanvasElement;
  readonly pen: CanvasRenderingContext2D;
  #room: Size = { width: 0, height: 0 };
  #view: Looked = { x: 0, y: 0, scale: 1 };
  #density = 1;
  readonly #margin: number;

  constructor(canvas: HTMLCanvasElement, margin: number) {
    const pen = canvas.getContext("2d");
    if (!pen) throw new Error("This browser gives no canvas to draw on.");
    this.canvas = canvas;
    this.pen = pen;
    this.#margin = margin;
  }

  get view(): Looked {
    return this.#view;
  }

  get density(): number {
    return this.#density;
  }

  get room(): Size {
    return this.#room;
  }

  /** Empty, and ready to be painted for a view: the pen is in the picture's pixels. */
  begin(view: Looked, room: Size, density: number): void {
    const width = Math.ceil((room.width + 2 * this.#margin) * density);
    const height = Math.ceil((room.height + 2 * this.#margin) * density);
    if (this.canvas.width !== width || this.canvas.height !== height) {
      this.canvas.width = width;
      this.canvas.height = height;
      this.canvas.style.width = `${width / density}px`;
      this.canvas.style.height = `${height / density}px`;
    } else {
      this.pen.setTransform(1, 0, 0, 1, 0, 0);
      this.pen.clearRect(0, 0, width, height);
    }
    this.#view = view;
    this.#room = room;
    this.#density = density;
    this.#aim();
  }

  /** The part of the picture that it holds. */
  extent(): Bounds {
    const { x, y, scale } = this.#view;
    return {
      x0: (-this.#margin - x) / scale,
      y0: (-this.#margin - y) / scale,
      x1: (this.#room.width + this.#margin - x) / scale,
      y1: (this.#room.height + this.#margin - y) / scale,
    };
  }

  /** Empties a part, on whole pixels, and lets the pen reach nothing else until `release`. Says what part that is. */
  confine({ x0, y0, x1, y1 }: Bounds): Bounds {
    const at = this.#toPixels({ x: x0, y: y0 });
    const to = this.#toPixels({ x: x1, y: y1 });
    const [left, top, right, bottom] = [Math.floor(at.x), Math.floor(at.y), Math.ceil(to.x), Math.ceil(to.y)];
    this.pen.save();
    this.pen.setTransform(1, 0, 0, 1, 0, 0);
    this.pen.beginPath();
    this.pen.rect(left, top, right - left, bottom - top);
    this.pen.clip();
    this.pen.clearRect(left, top, right - left, bottom - top);
    this.#aim();
    return {
      x0: this.#toPicture(left, "x"),
      y0: this.#toPicture(top, "y"),
      x1: this.#toPicture(right, "x"),
      y1: this.#toPicture(bottom, "y"),
    };
  }

  release(): void {
    this.pen.restore();
  }

  /** Puts what is painted where it belongs in another view. */
  show(view: Looked): void {
    const grown = view.scale / this.#view.scale;
    const x = view.x - (this.#margin + this.#view.x) * grown;
    const y = view.y - (this.#margin + this.#view.y) * grown;
    this.canvas.style.transform = grown === 1 ? `translate(${x}px, ${y}px)` : `translate(${x}px, ${y}px) scale(${grown})`;
  }

  #aim(): void {
    const { x, y, scale } = this.#view;
    const size = scale * this.#density;
    this.pen.setTransform(size, 0, 0, size, (x + this.#margin) * this.#density, (y + this.#margin) * this.#density);
  }

  #toPixels({ x, y }: Point): Point {
    const { scale } = this.#view;
    return {
      x: (x * scale + this.#view.x + this.#margin) * this.#density,
      y: (y * scale + this.#view.y + this.#margin) * this.#density,
    };
  }

  #toPicture(pixels: number, axis: "x" | "y"): number {
    return (pixels / this.#density - this.#margin - this.#view[axis]) / this.#view.scale;
  }
}
