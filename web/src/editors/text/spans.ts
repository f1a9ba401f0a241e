import type { LabelledObject, Ontology } from "@/api/types";
import type { Door } from "@/editor/door";
import type { Json } from "@/editor/json";
import type { Hand, Input } from "@/editor/tool";
import { asObject, classesFor, idOf, objectKey } from "../objects/records";
import type { Stretch, TextModel } from "./TextModel";

/** A marked stretch of text, in units of the string. */
export interface Span extends Stretch {
  readonly id: string;
  readonly class: string;
}

/** What an object marks, or null if it marks no text that is there. */
export function spanOf(model: TextModel, held: Json): Span | null {
  if (held === null) return null;
  const { id, geometry, class: name } = asObject(held);
  const [start, end] = [geometry["start"], geometry["end"]];
  if (geometry.type !== "span" || typeof start !== "number" || typeof end !== "number") return null;
  const span = { id, class: name, start: model.points.toUnit(start), end: model.points.toUnit(end) };
  return span.end > span.start ? span : null;
}

/** A stretch as answers hold it: offsets in code points. */
export function geometryOf(model: TextModel, { start, end }: Stretch): LabelledObject["geometry"] {
  return { type: "span", start: model.points.fromUnit(start), end: model.points.fromUnit(end) };
}

export const inReading = (a: Span, b: Span) => a.start - b.start || b.end - a.end || (a.id < b.id ? -1 : 1);

type Reading = Pick<Hand<object>, "get" | "keys"> | Pick<Door<Input, object>, "get" | "keys">;

/** All that is marked, in the order of reading. */
export function spansIn(model: TextModel, held: Reading): Span[] {
  return held
    .keys("objects/")
    .flatMap((key) => spanOf(model, held.get(key)) ?? [])
    .sort(inReading);
}

export function spanIn(model: TextModel, held: Reading, id: string): Span | null {
  return spanOf(model, held.get(objectKey(id)));
}

/** The class that the next span gets: the one that was chosen last, if it is one for texts. */
export function classForNext(ontology: Ontology, current: string): string | null {
  const classes = classesFor(ontology, "span");
  return (classes.find(({ name }) => name === current) ?? classes[0])?.name ?? null;
}

/** The spans by block and by place, kept up to date one by one: nothing here looks at all of them for a change of one. */
export class SpanIndex {
  readonly #model: TextModel;
  readonly #spans = new Map<string, Span>();
  readonly #byBlock = new Map<number, Set<string>>();

  constructor(model: TextModel, held: Reading) {
    this.#model = model;
    for (const span of spansIn(model, held)) this.#add(span);
  }

  get(id: string): Span | undefined {
    return this.#spans.get(id);
  }

  /** Takes in what an object is now; returns the blocks that look different after it. */
  update(key: string, held: Json): number[] {
    const id = idOf(key);
    const before = this.#spans.get(id);
    const after = spanOf(this.#model, held);
    const touched = new Set<number>();
    if (before) {
      for (const block of this.blocksOf(before)) {
        touched.add(block);
        this.#byBlock.get(block)?.delete(id);
      }
      this.#spans.delete(id);
    }
    if (after) {
      this.#add(after);
      for (const block of this.blocksOf(after)) touched.add(block);
    }
    return [...touched];
  }

  blocksOf({ start, end }: Stretch): number[] {
    const [first, last] = [this.#model.blockAt(start), this.#model.blockAt(Math.max(start, end - 1))];
    return Array.from({ length: last - first + 1 }, (_, at) => first + at);
  }

  inBlock(block: number): Span[] {
    return [...(this.#byBlock.get(block) ?? [])].flatMap((id) => this.#spans.get(id) ?? []).sort(inReading);
  }

  /** What is marked around a place, the shortest first. */
  around(unit: number): Span[] {
    return this.inBlock(this.#model.blockAt(unit))
      .filter(({ start, end }) => start <= unit && unit < end)
      .sort((a, b) => a.end - a.start - (b.end - b.start) || inReading(a, b));
  }

  #add(span: Span): void {
    this.#spans.set(span.id, span);
    for (const block of this.blocksOf(span)) {
      const held = this.#byBlock.get(block) ?? new Set<string>();
      held.add(span.id);
      this.#byBlock.set(block, held);
    }
  }
}

const longestName = 40;

/** Words for a list: on one line, and no more than fit on it. */
export function shortened(words: string): string {
  const characters = [...words.slice(0, longestName * 4).replace(/\s+/gu, " ")];
  return characters.length > longestName ? `${characters.slice(0, longestName - 1).join("")}…` : characters.join("");
}
