import { actual, closeUp, fit, pan, resized, reveal, zoomAt, type Extent, type Point, type Size, type View } from "./view";

const step = 1.25;

/** How one picture is looked at; keys, wheel and hand all move the same view. */
export class ImageViewer {
  readonly image: Size;
  readonly #readers = new Set<() => void>();
  #box: Size = { width: 0, height: 0 };
  #view: View = { x: 0, y: 0, scale: 1 };
  #fitted = true;

  constructor(image: Size) {
    this.image = image;
  }

  get view(): View {
    return this.#view;
  }

  /** The view on whole pixels of the screen: half a pixel off, everything is blurred. */
  get shown(): View {
    const density = globalThis.devicePixelRatio || 1;
    const { x, y, scale } = this.#view;
    return { x: Math.round(x * density) / density, y: Math.round(y * density) / density, scale };
  }

  get room(): Size {
    return this.#box;
  }

  /** The place in the picture that is shown here on the surface. */
  toImage({ x, y }: Point): Point {
    const view = this.shown;
    return { x: (x - view.x) / view.scale, y: (y - view.y) / view.scale };
  }

  /** Whether the surface has been measured, so that the picture has a place. */
  get placed(): boolean {
    return this.#box.width > 0 && this.#box.height > 0;
  }

  /** The whole picture is shown, and stays so when the window changes. */
  get fitted(): boolean {
    return this.#fitted;
  }

  subscribe(reader: () => void): () => void {
    this.#readers.add(reader);
    return () => this.#readers.delete(reader);
  }

  /** The surface has this size from now on. */
  place(box: Size): void {
    const before = this.#box;
    if (before.width === box.width && before.height === box.height) return;
    this.#box = box;
    if (!this.placed) return;
    this.#set(this.#fitted ? fit(this.image, box) : resized(this.#view, before, this.image, box), this.#fitted);
  }

  fit(): void {
    if (this.placed) this.#set(fit(this.image, this.#box), true);
  }

  /** One of its pixels on one of the screen's. */
  actual(density: number): void {
    if (this.placed) this.#set(actual(this.#view, this.image, this.#box, density), false);
  }

  /** Steps in or, below zero, out; about the middle unless a place is given. */
  zoom(steps: number, at: Point = { x: this.#box.width / 2, y: this.#box.height / 2 }): void {
    this.scaleBy(step ** steps, at);
  }

  scaleBy(factor: number, at: Point): void {
    if (this.placed) this.#set(zoomAt(this.#view, at, factor, this.image, this.#box), false);
  }

  pan(by: Point): void {
    if (this.placed) this.#set(pan(this.#view, by, this.image, this.#box), false);
  }

  /** Looks at a part of it closely. */
  closeUp(part: Extent): void {
    if (this.placed) this.#set(closeUp(part, this.image, this.#box), false);
  }

  /** Moves only if a part of it is out of sight. */
  reveal(part: Extent): void {
    if (!this.placed) return;
    const next = reveal(this.#view, part, this.image, this.#box);
    if (next.x !== this.#view.x || next.y !== this.#view.y) this.#set(next, false);
  }

  /** Moves by so many heights of the surface. */
  page(pages: number): void {
    this.pan({ x: 0, y: -pages * this.#box.height * 0.6 });
  }

  #set(view: View, fitted: boolean): void {
    this.#view = view;
    this.#fitted = fitted;
    for (const reader of this.#readers) reader();
  }
}
