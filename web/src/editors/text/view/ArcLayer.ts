import type { Ontology } from "@/api/types";
import { asRelation } from "../../objects/records";
import { cx } from "@/ui/cx";
import type { SpanIndex } from "../spans";
import type { TextEditor } from "../textEditor";
import type { TextModel } from "../TextModel";
import { arcBetween, arcLevels } from "./arcs";
import { against, type BlockLayer } from "./BlockLayer";
import type { Line } from "./measure";
import styles from "./TextView.module.css";

const svg = "http://www.w3.org/2000/svg";
const reach = 240;

interface Held {
  readonly key: string;
  readonly from: string;
  readonly to: string;
  readonly title: string;
}

/** Relations as arcs over the text; only those with an end near what is seen are drawn. */
export class ArcLayer {
  readonly #svg = document.createElementNS(svg, "svg");
  readonly #relations = new Map<string, Held>();
  readonly #bySpan = new Map<string, Set<string>>();
  readonly #levels = new Map<number, ReadonlyMap<string, number>>();
  readonly #model: TextModel;
  readonly #index: SpanIndex;
  readonly #ontology: Ontology;

  constructor(host: HTMLElement, editor: TextEditor, model: TextModel, index: SpanIndex, ontology: Ontology) {
    this.#model = model;
    this.#index = index;
    this.#ontology = ontology;
    this.#svg.setAttribute("class", styles.arcs ?? "");
    this.#svg.setAttribute("aria-hidden", "true");
    host.append(this.#svg);
    for (const key of editor.keys("relations/")) this.update(key, editor);
  }

  /** Takes in what a relation is now; returns the spans that it led or leads between. */
  update(key: string, editor: Pick<TextEditor, "get">): string[] {
    const before = this.#relations.get(key);
    const held = editor.get(key);
    if (before) for (const id of [before.from, before.to]) this.#bySpan.get(id)?.delete(key);
    this.#relations.delete(key);
    if (held !== null) {
      const { from, to, type } = asRelation(held);
      const title = this.#ontology.relations.find(({ name }) => name === type)?.title ?? type;
      this.#relations.set(key, { key, from, to, title });
      for (const id of [from, to]) this.#bySpan.set(id, (this.#bySpan.get(id) ?? new Set()).add(key));
    }
    this.#levels.clear();
    const { from, to } = this.#relations.get(key) ?? before ?? { from: "", to: "" };
    return [from, to];
  }

  /** Spans moved: arcs over them may lie otherwise. */
  forgetLevels(): void {
    this.#levels.clear();
  }

  arcsOver(block: number): number {
    return this.#relations.size === 0 ? 0 : Math.max(-1, ...this.#levelsIn(block).values()) + 1;
  }

  draw(layer: BlockLayer, editor: TextEditor, pull: { from: Line; to: Line } | null): void {
    const origin = this.#svg.getBoundingClientRect();
    const near = new Set(layer.shown.flatMap((block) => this.#index.inBlock(block).flatMap(({ id }) => [...(this.#bySpan.get(id) ?? [])])));
    const { hidden, arc: meant, selected } = editor.passing;
    const drawn: Element[] = [];
    for (const key of near) {
      const relation = this.#relations.get(key);
      const [from, to] = [this.#index.get(relation?.from ?? ""), this.#index.get(relation?.to ?? "")];
      if (!relation || !from || !to || hidden.has(from.id) || hidden.has(to.id)) continue;
      const [a, b] = [layer.anchor(from), layer.anchor(to)];
      if (!a || !b) continue;
      const level = this.#levelsIn(this.#model.blockAt(from.start)).get(key) ?? 0;
      const lively = key === meant ? styles.meant : selected.has(from.id) || selected.has(to.id) ? styles.near : "";
      drawn.push(this.#group(against(a, origin), against(b, origin), level, relation.title, key, lively ?? ""));
    }
    if (pull) drawn.push(this.#group(against(pull.from, origin), against(pull.to, origin), 0, "", "", styles.pulling ?? ""));
    this.#svg.replaceChildren(...drawn);
  }

  #group(from: Line, to: Line, level: number, title: string, key: string, state: string): Element {
    const { line, head, title: place, far } = arcBetween(from, to, level);
    const group = element("g", { class: cx(styles.arc, far && styles.far, state), "data-arc": key });
    group.append(element("path", { class: styles.grip ?? "", d: line }), element("path", { class: styles.line ?? "", d: line }));
    group.append(element("path", { class: styles.head ?? "", d: head }));
    if (title !== "") {
      const text = element("text", { x: String(place.x), y: String(place.y) });
      text.textContent = title;
      group.append(text);
    }
    return group;
  }

  #levelsIn(block: number): ReadonlyMap<string, number> {
    const known = this.#levels.get(block);
    if (known) return known;
    const keys = new Set(this.#index.inBlock(block).flatMap(({ id }) => [...(this.#bySpan.get(id) ?? [])]));
    const ends = [...keys].flatMap((key) => {
      const relation = this.#relations.get(key);
      const [from, to] = [this.#index.get(relation?.from ?? ""), this.#index.get(relation?.to ?? "")];
      if (!relation || !from || !to) return [];
      const here = (unit: number) => this.#model.blockAt(unit) === block;
      const [a, b] = [(from.start + from.end) / 2, (to.start + to.end) / 2];
      if (!here(from.start)) return here(to.start) ? [{ key, a: b, b, title: "" }] : [];
      // One that leads to another line stands over its beginning only.
      const along = here(to.start) && Math.abs(a - b) < reach;
      return [{ key, a, b: along ? b : a, title: relation.title }];
    });
    const levels = arcLevels(ends);
    this.#levels.set(block, levels);
    return levels;
  }
}

function element(name: string, attributes: Readonly<Record<string, string>>): SVGElement {
  const made = document.createElementNS(svg, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}
