import { blocksOf, lastAt, type Block, type Stretch } from "./blocks";
import { CodePoints } from "./offsets";

export type { Block, Stretch } from "./blocks";

// The root locale: what is one word doesn't hang on the language of somebody's browser.
const words = new Intl.Segmenter("und", { granularity: "word" });
const graphemes = new Intl.Segmenter("und", { granularity: "grapheme" });
const sentences = new Intl.Segmenter("und", { granularity: "sentence" });
const nothing = /^[\s\p{Cf}\p{Cc}]+$/u;

/** A text to mark: its blocks, words, characters and sentences, found when they are first needed. */
export class TextModel {
  readonly text: string;
  readonly points: CodePoints;
  readonly blocks: readonly Block[];
  readonly #words = new Map<number, readonly Stretch[]>();
  readonly #characters = new Map<number, readonly Stretch[]>();

  constructor(text: string) {
    this.text = text;
    this.points = new CodePoints(text);
    this.blocks = blocksOf(text);
  }

  blockAt(unit: number): number {
    return lastAt(this.blocks, unit);
  }

  /** Words, numbers, signs and emoji of a block: whatever isn't empty space. */
  words(block: number): readonly Stretch[] {
    return this.#kept(this.#words, block, words, (part) => !nothing.test(part));
  }

  /** What a reader takes for one character, however many code points it has. */
  characters(block: number): readonly Stretch[] {
    return this.#kept(this.#characters, block, graphemes, () => true);
  }

  /** What a stretch touches, widened to whole words or, if fine, whole characters; null where that is nothing. */
  snap({ start, end }: Stretch, fine: boolean): Stretch | null {
    const first = this.#firstEndingBehind(start, fine);
    const last = this.#lastBeginningBefore(end, fine);
    return first && last && first.start < end && last.end > start && first.start <= last.start
      ? { start: Math.min(first.start, last.start), end: Math.max(first.end, last.end) }
      : null;
  }

  /** The next word or character that begins at or after a place. */
  after(unit: number, fine: boolean): Stretch | null {
    for (let block = this.blockAt(unit); block < this.blocks.length; block += 1) {
      const parts = this.#parts(block, fine);
      const at = lastAt(parts, unit);
      const found = (parts[at]?.start ?? -1) >= unit ? parts[at] : parts[at + 1];
      if (found) return found;
    }
    return null;
  }

  /** The last word or character that ends at or before a place. */
  before(unit: number, fine: boolean): Stretch | null {
    for (let block = this.blockAt(unit); block >= 0; block -= 1) {
      const parts = this.#parts(block, fine);
      for (let at = lastAt(parts, unit); at >= 0; at -= 1) {
        const found = parts[at];
        if (found && found.end <= unit) return found;
      }
    }
    return null;
  }

  /** The word or character around a place; between two of them it is the one behind. */
  at(unit: number, fine: boolean): Stretch | null {
    const parts = this.#parts(this.blockAt(unit), fine);
    const found = parts[lastAt(parts, unit)];
    return found && found.start <= unit && unit < found.end ? found : null;
  }

  /** The sentence around a place, without the space around it. */
  sentence(unit: number): Stretch | null {
    const block = this.blocks[this.blockAt(unit)];
    if (!block || block.end === block.start) return null;
    const said = this.text.slice(block.start, block.end);
    const found = sentences.segment(said).containing(Math.min(unit - block.start, said.length - 1));
    if (!found) return null;
    return this.snap({ start: block.start + found.index, end: block.start + found.index + found.segment.length }, false);
  }

  slice({ start, end }: Stretch): string {
    return this.text.slice(start, end);
  }

  #firstEndingBehind(unit: number, fine: boolean): Stretch | null {
    return this.at(unit, fine) ?? this.after(unit, fine);
  }

  #lastBeginningBefore(unit: number, fine: boolean): Stretch | null {
    return (unit > 0 ? this.at(unit - 1, fine) : null) ?? this.before(unit, fine);
  }

  #parts(block: number, fine: boolean): readonly Stretch[] {
    return fine ? this.characters(block) : this.words(block);
  }

  #kept(held: Map<number, readonly Stretch[]>, at: number, by: Intl.Segmenter, wanted: (part: string) => boolean): readonly Stretch[] {
    const known = held.get(at);
    if (known) return known;
    const block = this.blocks[at] ?? { start: 0, end: 0 };
    const found: Stretch[] = [];
    for (const { index, segment } of by.segment(this.text.slice(block.start, block.end))) {
      if (wanted(segment)) found.push({ start: block.start + index, end: block.start + index + segment.length });
    }
    held.set(at, found);
    return found;
  }
}
