/** Shows where in the text comments are pinned to: the words are underlined, and what was said stands beside them when one points at it. */
import type { MarkLooks } from "../../looks";
import type { TextModel } from "../TextModel";
import type { BlockLayer } from "./BlockLayer";
import styles from "./NoteLayer.module.css";

export class NoteLayer {
  readonly #place: HTMLElement;
  readonly #model: TextModel;
  readonly #looks: MarkLooks | null;

  constructor(over: HTMLElement, model: TextModel, looks: MarkLooks | null) {
    this.#place = document.createElement("div");
    over.append(this.#place);
    this.#model = model;
    this.#looks = looks;
  }

  draw(layer: BlockLayer): void {
    const notes = this.#looks?.notes ?? [];
    if (notes.length === 0 && this.#place.childElementCount === 0) return;
    const corner = this.#place.getBoundingClientRect();
    const { points, text, blocks } = this.#model;
    this.#place.replaceChildren(
      ...notes.flatMap(({ name, said, span }) => {
        if (!span) return [];
        const [start, end] = [points.toUnit(span.start), Math.min(points.toUnit(span.end), text.length)];
        const drawn: HTMLElement[] = [];
        for (let at = this.#model.blockAt(start); at < blocks.length; at += 1) {
          const block = blocks[at];
          if (!block || block.start >= end) break;
          const part = { start: Math.max(start, block.start), end: Math.min(end, block.end) };
          if (part.end <= part.start) continue;
          for (const line of layer.layout.lines(at, part)) drawn.push(this.#line(line, corner, said));
        }
        const last = drawn.at(-1);
        if (last) {
          const sign = document.createElement("span");
          sign.className = styles.sign ?? "";
          sign.textContent = name;
          sign.title = said;
          last.append(sign);
        }
        return drawn;
      }),
    );
  }

  #line(line: { left: number; right: number; top: number; bottom: number }, corner: DOMRect, said: string): HTMLElement {
    const made = document.createElement("div");
    made.className = styles.words ?? "";
    made.title = said;
    made.style.cssText = `left:${line.left - corner.left}px;top:${line.top - corner.top}px;width:${line.right - line.left}px;height:${line.bottom - line.top}px`;
    return made;
  }

  dispose(): void {
    this.#place.remove();
  }
}
