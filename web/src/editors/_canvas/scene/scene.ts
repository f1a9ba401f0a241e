import type { LabelledObject } from "@/api/types";
import type { ObjectList } from "../../objects/list";
import { kindOf, shapeOf } from "../kinds";
import type { Handle, Shape } from "../kind";
import { distance, grown, type Bounds, type Point, type Size } from "../plane";
import { Grid } from "./grid";

/** One object as it is drawn. */
export interface Mark {
  readonly id: string;
  readonly class: string;
  readonly shape: Shape;
  readonly bounds: Bounds;
  readonly size: number;
  asked: number;
}

/** How near a press has to be, in pixels of the screen. */
export const reachOfHand = 6;
const reachOfHandle = 9;

/** The marks of a picture, to be found by place; each is made anew only when its object changed. */
export class Scene {
  readonly image: Size;
  readonly #marks = new Map<string, Mark>();
  readonly #readers = new Set<(before: readonly Mark[], after: readonly Mark[]) => void>();
  #grid: Grid<Mark>;
  #list: ObjectList | null = null;

  constructor(image: Size) {
    this.image = image;
    this.#grid = new Grid({ x0: 0, y0: 0, x1: image.width, y1: image.height });
  }

  /** From now on it shows these objects. */
  follow(list: ObjectList): void {
    this.#list = list;
    for (const id of list.ids) this.#put(id, list.get(id));
    list.onChange((changed) => {
      const [before, after]: [Mark[], Mark[]] = [[], []];
      for (const id of changed.keys()) {
        const was = this.#marks.get(id);
        if (was) before.push(was);
        const now = this.#put(id, list.get(id));
        if (now) after.push(now);
      }
      for (const reader of this.#readers) reader(before, after);
    });
  }

  get count(): number {
    return this.#marks.size;
  }

  get(id: string): Mark | undefined {
    return this.#marks.get(id);
  }

  /** The place of an object among all, from 1: its number. */
  numberOf(id: string): number {
    return (this.#list?.placeOf(id) ?? -1) + 1;
  }

  all(): IterableIterator<Mark> {
    return this.#grid.all();
  }

  within(extent: Bounds): Mark[] {
    return this.#grid.within(extent);
  }

  /** Hears which marks went and which came in their place. */
  onChange(reader: (before: readonly Mark[], after: readonly Mark[]) => void): () => void {
    this.#readers.add(reader);
    return () => this.#readers.delete(reader);
  }

  /** What is under the hand: of several the smallest, so that what lies in another can be reached; then the last made. */
  hit(at: Point, pixel: number, skips: (id: string) => boolean): Mark | undefined {
    const reach = reachOfHand * pixel;
    let found: Mark | undefined;
    for (const mark of this.within(grown({ x0: at.x, y0: at.y, x1: at.x, y1: at.y }, reach))) {
      if (skips(mark.id) || kindOf(mark.shape).distance(mark.shape, at) > reach) continue;
      if (!found || mark.size < found.size || (mark.size === found.size && this.numberOf(mark.id) > this.numberOf(found.id))) found = mark;
    }
    return found;
  }

  /** What a rubber band catches. */
  caught(extent: Bounds, skips: (id: string) => boolean): Mark[] {
    return this.within(extent).filter((mark) => !skips(mark.id) && kindOf(mark.shape).meets(mark.shape, extent));
  }

  #put(id: string, object: LabelledObject | undefined): Mark | null {
    const before = this.#marks.get(id);
    if (before) this.#grid.remove(before);
    const shape = object ? shapeOf(object) : null;
    if (!object || !shape) {
      this.#marks.delete(id);
      return null;
    }
    const bounds = kindOf(shape).bounds(shape);
    // Lines and points are thin: they win over any area that they cross.
    const size = kindOf(shape).area ? (bounds.x1 - bounds.x0) * (bounds.y1 - bounds.y0) : 0;
    const mark: Mark = { id, class: object.class, shape, bounds, size, asked: 0 };
    this.#marks.set(id, mark);
    this.#grid.add(mark);
    return mark;
  }
}

/** The handle under the hand; corners before what lies between them. */
export function handleAt(shape: Shape, at: Point, pixel: number): Handle | undefined {
  let found: Handle | undefined;
  let nearest = reachOfHandle * pixel;
  for (const handle of kindOf(shape).handles(shape, pixel)) {
    const away = distance(handle.at, at) + (handle.look === "between" ? pixel : 0);
    if (away < nearest) [found, nearest] = [handle, away];
  }
  return found;
}
