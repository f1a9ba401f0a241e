import { cx } from "@/ui/cx";
import type { Span, SpanIndex } from "../spans";
import type { Block, Stretch, TextModel } from "../TextModel";
import { drawPiece, drawRange, lanesIn, piecesOf, type Look, type Piece } from "./decorate";
import { Layout, type Line } from "./measure";
import styles from "./TextView.module.css";

interface Shown {
  readonly under: HTMLElement;
  readonly over: HTMLElement;
  /** What stands there of each span. */
  readonly drawn: Map<string, Drawn>;
  /** What the lines hang on: they are measured again when it is another. */
  room: string;
}

interface Drawn {
  readonly piece: Piece;
  /** Against the block's corner. */
  readonly lines: readonly Line[];
  readonly look: Look;
  readonly elements: readonly HTMLElement[];
}

export interface Painting {
  look(span: Span): Look;
  titleOf(span: Span): string;
  isHidden(id: string): boolean;
  /** How many arcs lie over each other in a block. */
  arcsOver(block: number): number;
  readonly handles: boolean;
}

/** How far a block reaches out over the text on both sides, so that nothing is cut off. */
const aside = 12;
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
  #width: number;

  constructor(host: HTMLElement, scroller: HTMLElement, model: TextModel, index: SpanIndex, painting: Painting, onShow: () => void) {
    this.#model = model;
    this.#index = index;
    this.#painting = painting;
    this.#width = host.clientWidth;
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

  /** Draws blocks anew where they differ: first what changes their height, then all measuring, then all drawing. */
  redraw(blocks: Iterable<number>): void {
    const wanted = [...new Set(blocks)].flatMap((at) => {
      const shown = this.#shown.get(at);
      const element = this.#elements[at];
      const block = this.#model.blocks[at];
      return shown && element && block ? [{ at, shown, element, block }] : [];
    });
    const planned = wanted.map((each) => {
      const spans = this.#index.inBlock(each.at).filter(({ id }) => !this.#painting.isHidden(id));
      const pieces = piecesOf(each.block, spans, (span) => this.#painting.titleOf(span));
      const [lanes, arcs] = [Math.max(1, lanesIn(pieces)), this.#painting.arcsOver(each.at)];
      setRoom(each.element, "--lanes", lanes);
      setRoom(each.element, "--arcs", arcs);
      const room = `${lanes} ${arcs} ${this.#width}`;
      const stays = room === each.shown.room;
      each.shown.room = room;
      return { ...each, pieces, stays };
    });
    const measured = planned.map(({ at, shown, element, block, pieces, stays }) => {
      let corner: DOMRect | undefined;
      const lines = pieces.map((piece) => {
        const known = shown.drawn.get(piece.span.id);
        if (stays && known?.piece.start === piece.start && known.piece.end === piece.end) return known.lines;
        corner ??= element.getBoundingClientRect();
        const from = corner;
        return this.layout.lines(at, piece).map((line) => against(line, from));
      });
      return { shown, block, pieces, lines };
    });
    for (const { shown, block, pieces, lines } of measured) {
      const gone = new Set(shown.drawn.keys());
      for (const [at, piece] of pieces.entries()) {
        gone.delete(piece.span.id);
        this.#drawIn(shown, block, piece, lines[at] ?? []);
      }
      for (const id of gone) {
        for (const element of shown.drawn.get(id)?.elements ?? []) element.remove();
        shown.drawn.delete(id);
      }
    }
  }

  /** The text has another width: nothing that was measured holds. */
  resize(width: number): void {
    this.#width = width;
    this.redraw(this.shown);
  }

  #drawIn(shown: Shown, block: Block, piece: Piece, lines: readonly Line[]): void {
    const { id } = piece.span;
    const look = this.#painting.look(piece.span);
    const before = shown.drawn.get(id);
    if (before && before.lines === lines && before.piece.lane === piece.lane && sameLook(before.look, look)) return;
    for (const element of before?.elements ?? []) element.remove();
    const room = { width: this.#width + 2 * aside, rtl: block.dir === "rtl", handles: this.#painting.handles };
    const { under, over } = drawPiece(piece, lines, look, room);
    shown.under.append(...under);
    shown.over.append(...over);
    shown.drawn.set(id, { piece, lines, look, elements: [...under, ...over] });
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
    const known = this.#shown.get(at)?.drawn.get(span.id)?.lines[0];
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
    this.#shown.set(at, { under, over, drawn: new Map(), room: "" });
  }

  #hide(at: number): void {
    const shown = this.#shown.get(at);
    shown?.under.remove();
    shown?.over.remove();
    this.#shown.delete(at);
  }
}

const sameLook = (a: Look, b: Look) =>
  a.title === b.title &&
  a.color === b.color &&
  a.selected === b.selected &&
  a.hovered === b.hovered &&
  a.locked === b.locked &&
  a.target === b.target &&
  a.dash === b.dash &&
  a.ring === b.ring &&
  a.thin === b.thin;

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
