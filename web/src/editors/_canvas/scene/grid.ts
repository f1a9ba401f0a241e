import { holds, meet, type Bounds } from "../plane";

export interface Placed {
  readonly bounds: Bounds;
  /** The last question that found it, so that no answer holds it twice. */
  asked: number;
}

/** What spans more cells than this is looked at in every question instead. */
const wide = 64;

/** Finds what lies in a part of the picture without looking at everything: things are kept by the cells that they reach into. */
export class Grid<T extends Placed> {
  readonly #cell: number;
  readonly #cells = new Map<number, T[]>();
  readonly #large = new Set<T>();
  readonly #extent: Bounds;
  readonly #all = new Set<T>();
  #question = 0;

  constructor(extent: Bounds, across = 64) {
    this.#extent = extent;
    this.#cell = Math.max(16, Math.max(extent.x1 - extent.x0, extent.y1 - extent.y0) / across);
  }

  get size(): number {
    return this.#all.size;
  }

  /** Everything, in the order in which it came. */
  all(): IterableIterator<T> {
    return this.#all.values();
  }

  add(thing: T): void {
    this.#all.add(thing);
    const cells = this.#span(thing.bounds);
    if (!cells) {
      this.#large.add(thing);
      return;
    }
    for (const cell of cells) {
      const held = this.#cells.get(cell);
      if (held) held.push(thing);
      else this.#cells.set(cell, [thing]);
    }
  }

  remove(thing: T): void {
    this.#all.delete(thing);
    if (this.#large.delete(thing)) return;
    for (const cell of this.#span(thing.bounds) ?? []) {
      const held = this.#cells.get(cell);
      const at = held?.indexOf(thing) ?? -1;
      if (!held || at < 0) continue;
      const last = held.pop();
      if (last && last !== thing) held[at] = last;
    }
  }

  /** Everything whose extent reaches into this one, in no order. */
  within(extent: Bounds): T[] {
    if (holds(extent, this.#extent)) return [...this.#all].filter(({ bounds }) => meet(bounds, extent));
    const found: T[] = [];
    const question = (this.#question += 1);
    const take = (thing: T) => {
      if (thing.asked === question) return;
      thing.asked = question;
      if (meet(thing.bounds, extent)) found.push(thing);
    };
    for (const thing of this.#large) take(thing);
    for (const cell of this.#span(extent, Infinity) ?? []) for (const thing of this.#cells.get(cell) ?? []) take(thing);
    return found;
  }

  #span(bounds: Bounds, most = wide): number[] | null {
    const at = (value: number, from: number, to: number) => Math.floor((Math.min(Math.max(value, from), to) - from) / this.#cell);
    const { x0, y0, x1, y1 } = this.#extent;
    const [left, right, top, bottom] = [at(bounds.x0, x0, x1), at(bounds.x1, x0, x1), at(bounds.y0, y0, y1), at(bounds.y1, y0, y1)];
    if ((right - left + 1) * (bottom - top + 1) > most) return null;
    const cells: number[] = [];
    for (let y = top; y <= bottom; y++) for (let x = left; x <= right; x++) cells.push(y * 65_536 + x);
    return cells;
  }
}
