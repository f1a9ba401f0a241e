/** A stretch of text that is laid out by itself: a paragraph, or a part of one that is very long. Units of the string, without the line break. */
export interface Block {
  readonly start: number;
  readonly end: number;
  /** Which way its paragraph reads. */
  readonly dir: "ltr" | "rtl";
}

/** A stretch of text, in units of the string; the end is excluded. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
}

const breaks = /\r\n|[\n\r\u2028\u2029]/g;
const letter = /\p{L}/u;
const toTheLeft = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

/** Longer paragraphs are cut: what one mark costs must not grow with the text. */
export const longest = 4_000;
const leeway = 1_000;

/** The text in the order of reading, as it is stored: what isn't in a block is a line break. */
export function blocksOf(text: string): Block[] {
  const blocks: Block[] = [];
  let start = 0;
  const add = (end: number) => {
    const dir = directionOf(text, start, end);
    for (let from = start; ;) {
      const to = end - from > longest ? cutBefore(text, from + longest) : end;
      blocks.push({ start: from, end: to, dir });
      if (to >= end) break;
      from = to;
    }
  };
  for (const found of text.matchAll(breaks)) {
    add(found.index);
    start = found.index + found[0].length;
  }
  add(text.length);
  return blocks;
}

/** Which way a paragraph reads: as its first letter does. */
function directionOf(text: string, start: number, end: number): "ltr" | "rtl" {
  for (let from = start; from < end; from += longest) {
    const first = letter.exec(text.slice(from, Math.min(end, from + longest)))?.[0];
    if (first !== undefined) return toTheLeft.test(first) ? "rtl" : "ltr";
  }
  return "ltr";
}

/** A place at or before this one where a long paragraph may be cut: behind a sentence, else a word, else a character. */
function cutBefore(text: string, at: number): number {
  const window = text.slice(at - leeway, at);
  const behind = (pattern: RegExp) => [...window.matchAll(pattern)].at(-1);
  const found = behind(/[.!?。！？]\s+/gu) ?? behind(/\s+/gu) ?? behind(/[^\p{L}\p{M}\p{N}\p{Cf}\p{Cs}\p{So}\p{Sk}]/gu);
  if (found) return at - leeway + found.index + found[0].length;
  // With what follows: a cluster that is cut short looks like another one.
  const around = graphemes.segment(text.slice(at - leeway, at + 64)).containing(leeway);
  return around && around.index > 0 ? at - leeway + around.index : at;
}

const graphemes = new Intl.Segmenter("und", { granularity: "grapheme" });

/** The last of the sorted stretches that begins at or before a place. */
export function lastAt(stretches: readonly Stretch[], unit: number): number {
  let [low, high] = [0, stretches.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((stretches[middle]?.start ?? 0) <= unit) low = middle + 1;
    else high = middle;
  }
  return Math.max(0, low - 1);
}

/** The parts of a stretch by block. What holds nothing but line breaks is an empty part at the end of a line, so that it can be seen. */
export function partsOf(blocks: readonly Block[], { start, end }: Stretch): { block: number; start: number; end: number }[] {
  const first = lastAt(blocks, start);
  const last = lastAt(blocks, Math.max(start, end - 1));
  const parts: { block: number; start: number; end: number }[] = [];
  for (let at = first; at <= last; at += 1) {
    const block = blocks[at];
    if (!block) continue;
    const from = Math.min(Math.max(start, block.start), block.end);
    const to = Math.max(from, Math.min(end, block.end));
    parts.push({ block: at, start: from, end: to });
  }
  const seen = parts.filter((part) => part.end > part.start);
  return seen.length > 0 ? seen : parts.slice(0, 1);
}
