import type { Stretch, TextModel } from "../TextModel";

/** A rectangle of one line, from the corner of whatever it was measured against. */
export interface Line {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

const touching = 1.5;

/** Rectangles that meet on one line are one, as the parts of a word in two scripts are. */
export function joined(lines: readonly Line[]): Line[] {
  const found: Line[] = [];
  for (const line of lines) {
    const at = found.findIndex(
      (other) => Math.abs(other.top - line.top) < 3 && line.left <= other.right + touching && line.right >= other.left - touching,
    );
    const other = found[at];
    if (!other) found.push(line);
    else {
      found[at] = {
        left: Math.min(other.left, line.left),
        top: Math.min(other.top, line.top),
        right: Math.max(other.right, line.right),
        bottom: Math.max(other.bottom, line.bottom),
      };
    }
  }
  return found;
}

/** The text as the browser laid it out: where stretches are, and what is at a place. */
export class Layout {
  readonly #model: TextModel;
  readonly #words: readonly HTMLElement[];
  readonly #probe = document.createRange();

  constructor(model: TextModel, words: readonly HTMLElement[]) {
    this.#model = model;
    this.#words = words;
  }

  /** The lines that a stretch of one block takes, against the window. What is empty is shown as a narrow mark. */
  lines(block: number, { start, end }: Stretch): Line[] {
    const text = this.#words[block]?.firstChild;
    const from = this.#model.blocks[block]?.start ?? 0;
    if (!(text instanceof Text)) return this.#emptyLine(block);
    this.#probe.setStart(text, start - from);
    this.#probe.setEnd(text, Math.min(text.length, end - from));
    const lines = joined([...this.#probe.getClientRects()].filter(({ width }) => width > 0.01));
    if (lines.length > 0 || start > from) return lines.length > 0 ? lines : this.#markBehind(text);
    return this.#emptyLine(block);
  }

  /** The place between two characters that is nearest, or null outside of the text. */
  unitAt(x: number, y: number): number | null {
    const found = placeAt(x, y);
    const words = found && (found.node instanceof Element ? found.node : found.node.parentElement)?.closest<HTMLElement>("[data-words]");
    if (!found || !words) return null;
    const block = this.#model.blocks[Number(words.dataset["words"])];
    if (!block) return null;
    return found.node instanceof Text ? Math.min(block.end, block.start + found.offset) : found.offset > 0 ? block.end : block.start;
  }

  /** The character that is really under a point, not only near it. */
  characterAt(x: number, y: number): number | null {
    const unit = this.unitAt(x, y);
    if (unit === null) return null;
    const near = [this.#model.at(unit, true), unit > 0 ? this.#model.at(unit - 1, true) : null];
    const under = near.find(
      (each) =>
        each &&
        this.lines(this.#model.blockAt(each.start), each).some(
          ({ left, right, top, bottom }) => left - 1 <= x && x <= right + 1 && top - 3 <= y && y <= bottom + 3,
        ),
    );
    return under?.start ?? null;
  }

  #markBehind(text: Text): Line[] {
    this.#probe.setStart(text, Math.max(0, text.length - 1));
    this.#probe.setEnd(text, text.length);
    const last = [...this.#probe.getClientRects()].at(-1);
    return last ? [{ left: last.right, right: last.right + 6, top: last.top, bottom: last.bottom }] : [];
  }

  #emptyLine(block: number): Line[] {
    const box = this.#words[block]?.getBoundingClientRect();
    if (!box) return [];
    const middle = box.top + box.height / 2;
    return [{ left: box.left, right: box.left + 6, top: middle - 11, bottom: middle + 11 }];
  }
}

interface OlderDocument {
  caretRangeFromPoint?(x: number, y: number): Range | null;
}

/** Browsers agree on neither the name nor the shape of this. */
function placeAt(x: number, y: number): { node: Node; offset: number } | null {
  if ("caretPositionFromPoint" in document) {
    const found = document.caretPositionFromPoint(x, y);
    return found && { node: found.offsetNode, offset: found.offset };
  }
  const found = (document as OlderDocument).caretRangeFromPoint?.(x, y);
  return found ? { node: found.startContainer, offset: found.startOffset } : null;
}
