import { cx } from "@/ui/cx";
import type { Span, SpanIndex } from "../spans";
import type { Stretch, TextModel } from "../TextModel";
import { drawPiece, drawRange, lanesIn, piecesOf, type Look } from "./decorate";
import { Layout, type Line } from "./measure";
import styles from "./TextView.module.css";

interface Shown {
  readonly under: HTMLElement;
  readonly over: HTMLElement;
  /** The first line of each span that begins or goes on here, against the block's corner. */
  readonly anchors: Map<string, Line>;
}

export interface Painting {
  look(span: Span): Look;
  titleOf(span: Span): string;
  isHidden(id: string): boolean;
  /** How many arcs lie over each other in a block. */
  arcsOver(block: number): number;
  readonly handles: boolean;
}

const charactersPerLine = 84;
const lineHeight = 44;

/**
 * The text, laid out once and never again for a mark: what is marked lies below and above it, block by block, and only in
 * blocks that are near what is seen.
 */
export class BlockLayer {
  readonly layout: Layout;
  readonly #model: TextModel;
  readonly #index: SpanIndex;
  readonly #painting: Painting;
  readonly #elements: HTMLElement[];
  readonly #shown = new Map<number, Shown>();
  readonly #watcher: IntersectionObserver;
  #range: HTMLElement[] = [];

  constructor(host: HTMLElement, scroller: HTMLElement, model: TextModel, index: SpanIndex, painting: Painting, onShow: () => void) {
    this.#model = model;
    this.#index = index;
    this.#painting = painting;
    const words: HTMLElement[] = [];
    this.#elements = model.blocks.map((block, at) => {
      const element = document.createElement("div");
      element.className = cx(styles.block, block.end === block.start && styles.empty);
      element.dir = block.dir;
      element.dataset["block"] = String(at);
      const lines = Math.max(1, Math.ceil((block.end - block.start) / charactersPerLine));
      element.style.containIntrinsicBlockSize = `auto ${lines * lineHeight}px`;
      const paragraph = document.createElement("p");
      paragraph.className = styles.words ?? "";
      paragraph.dataset["words"] = String(at);
      paragraph.textContent = model.slice(block);
      words.push(paragraph);
      element.append(paragraph);
      return element;
    });
    host.replaceChildren(...this.#elements);
    this.layout = new Layout(model, words);
    this.#watcher = new IntersectionObserver(
      (entries) => {
        const come: number[] = [];
        for (const { target, isIntersecting } of entries) {
          const at = Number((target as HTMLElement).dataset["block"]);
          if (isIntersecting && !this.#shown.has(at)) come.push(at);
          if (!isIntersecting) this.#hide(at);
        }
        for (const at of come) this.#show(at);
        if (come.length === 0) return;
        this.redraw(come);
        onShow();
      },
      { root: scroller, rootMargin: "120% 0px" },
    );
    for (const element of this.#elements) this.#watcher.observe(element);
  }

  dispose(): void {
    this.#watcher.disconnect();
  }

  get shown(): readonly number[] {
    return [...this.#shown.keys()];
  }

  isShown(block: number): boolean {
    return this.#shown.has(block);
  }

  element(block: number): HTMLElement | undefined {
    return this.#elements[block];
  }

  /** Draws blocks anew: first what changes their height, then all measuring, then all drawing. */
  redraw(blocks: Iterable<number>): void {
    const wanted = [...new Set(blocks)].flatMap((at) => {
      const shown = this.#shown.get(at);
      const element = this.#elements[at];
      const block = this.#model.blocks[at];
      return shown && element && block ? [{ at, shown, element, block }] : [];
    });
    const drawn = wanted.map((each) => {
      const spans = this.#index.inBlock(each.at).filter(({ id }) => !this.#painting.isHidden(id));
      const pieces = piecesOf(each.block, spans, (span) => this.#painting.titleOf(span));
      setRoom(each.element, "--lanes", Math.max(1, lanesIn(pieces)));
      setRoom(each.element, "--arcs", this.#painting.arcsOver(each.at));
      return { ...each, pieces };
    });
    const measured = drawn.map((each) => {
      const corner = each.element.getBoundingClientRect();
      const lines = each.pieces.map((piece) => this.layout.lines(each.at, piece).map((line) => against(line, corner)));
      return { ...each, lines, width: corner.width };
    });
    for (const { shown, block, pieces, lines, width } of measured) {
      const room = { width, rtl: block.dir === "rtl", handles: this.#painting.handles };
      const parts = pieces.map((piece, at) => drawPiece(piece, lines[at] ?? [], this.#painting.look(piece.span), room));
      shown.anchors.clear();
      for (const [at, { span }] of pieces.entries()) {
        const first = lines[at]?.[0];
        if (first) shown.anchors.set(span.id, first);
      }
      shown.under.replaceChildren(...parts.flatMap(({ under }) => under));
      shown.over.replaceChildren(...parts.flatMap(({ over }) => over));
    }
  }

  /** Shows what is about to be marked; only what is near can be seen. */
  showRange(range: Stretch | null, color: string | null): void {
    for (const element of this.#range) element.remove();
    this.#range = [];
    if (!range) return;
    const parts = this.#index.blocksOf(range).flatMap((at) => {
      const [shown, block, element] = [this.#shown.get(at), this.#model.blocks[at], this.#elements[at]];
      if (!shown || !block || !element) return [];
      const corner = element.getBoundingClientRect();
      const part = { start: Math.max(range.start, block.start), end: Math.min(range.end, block.end) };
      return part.end > part.start ? [{ shown, lines: this.layout.lines(at, part).map((line) => against(line, corner)) }] : [];
    });
    for (const { shown, lines } of parts) {
      const made = drawRange(lines, color);
      shown.over.append(...made);
      this.#range.push(...made);
    }
  }

  /** Where a span begins, against the window; it is measured if it isn't near. */
  anchor(span: Span): Line | null {
    const at = this.#model.blockAt(span.start);
    const [block, element] = [this.#model.blocks[at], this.#elements[at]];
    if (!block || !element) return null;
    const corner = element.getBoundingClientRect();
    const known = this.#shown.get(at)?.anchors.get(span.id);
    if (known) return against(known, { left: -corner.left, top: -corner.top });
    return this.layout.lines(at, { start: Math.min(span.start, block.end), end: Math.min(span.end, block.end) })[0] ?? null;
  }

  #show(at: number): void {
    const under = document.createElement("div");
    const over = document.createElement("div");
    under.className = styles.under ?? "";
    over.className = styles.over ?? "";
    for (const layer of [under, over]) layer.ariaHidden = "true";
    this.#elements[at]?.prepend(under);
    this.#elements[at]?.append(over);
    this.#shown.set(at, { under, over, anchors: new Map() });
  }

  #hide(at: number): void {
    const shown = this.#shown.get(at);
    shown?.under.remove();
    shown?.over.remove();
    this.#shown.delete(at);
  }
}

function setRoom(element: HTMLElement, name: string, value: number): void {
  const text = String(value);
  if (element.style.getPropertyValue(name) !== text) element.style.setProperty(name, text);
}

export function against(line: Line, corner: { readonly left: number; readonly top: number }): Line {
  return {
    left: line.left - corner.left,
    right: line.right - corner.left,
    top: line.top - corner.top,
    bottom: line.bottom - corner.top,
  };
}
