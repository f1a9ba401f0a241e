import type { Part } from "@/editor/beside";
import type { ObjectPassing } from "../../objects/tool";
import { staying, type Range, type TextHand, type TextInput, type TextPassing } from "../passing";
import { spanIn, spansIn } from "../spans";
import type { Stretch, TextModel } from "../TextModel";

type Is<T extends TextInput["type"]> = Extract<TextInput, { type: T }>;

const alone = (stretch: Stretch): Range => ({ ...stretch, anchor: stretch });

/** Moves through a text without the pointer: word by word, to other lines, from one span to the next, growing what is taken. */
export function cursorTool(model: TextModel): Part<TextPassing & ObjectPassing> {
  /** Where the next step starts: from what is taken, else what is meant, else where the cursor was last. */
  const from = (hand: TextHand): Stretch => {
    const { selected, range, place } = hand.passing;
    const meant = [...selected].flatMap((id) => spanIn(model, hand, id) ?? []);
    const [first] = meant;
    if (first) return { start: Math.min(...meant.map(({ start }) => start)), end: Math.max(...meant.map(({ end }) => end)) };
    return range ?? { start: place, end: place };
  };
  const take = (hand: TextHand, range: Range) => hand.pass({ range, place: range.end, selected: new Set(), arc: null });

  const paragraph = (unit: number, by: 1 | -1): Stretch | null => {
    const here = model.blockAt(unit);
    for (let at = here + by; at >= 0 && at < model.blocks.length; at += by) {
      const block = model.blocks[at];
      const first = block && model.after(block.start, false);
      if (first && first.end <= block.end) return first;
    }
    return null;
  };

  const step = (at: Stretch, by: 1 | -1, over: Is<"walk">["over"], fine: boolean): Stretch | null => {
    const { length } = model.text;
    switch (over) {
      case "text":
        return by > 0 ? model.before(length, fine) : model.after(0, fine);
      case "paragraph":
        return paragraph(by > 0 ? Math.max(at.start, at.end - 1) : at.start, by);
      default:
        return by > 0 ? model.after(at.end, over === "character" || fine) : model.before(at.start, over === "character" || fine);
    }
  };

  /** Grows on the side that moves, or gives back what was taken on the other. */
  const grown = (range: Range, by: 1 | -1, over: Is<"walk">["over"], fine: boolean): Range | null => {
    const { anchor } = range;
    const backwards = range.start < anchor.start;
    const moving = by > 0 ? !backwards : !(range.end > anchor.end);
    if (moving) {
      const next = step(range, by, over, fine);
      return next && reaching(anchor, next);
    }
    const inner =
      by > 0
        ? step({ start: range.start, end: range.start + 1 }, 1, over, fine)
        : step({ start: range.end - 1, end: range.end }, -1, over, fine);
    if (!inner) return alone(anchor);
    return by > 0
      ? { start: Math.min(inner.start, anchor.start), end: anchor.end, anchor }
      : { start: anchor.start, end: Math.max(inner.end, anchor.end), anchor };
  };

  const reaching = (anchor: Stretch, to: Stretch): Range => ({
    start: Math.min(anchor.start, to.start),
    end: Math.max(anchor.end, to.end),
    anchor,
  });

  const walk = ({ by, over, extend }: Is<"walk">, hand: TextHand) => {
    const { range, fine } = hand.passing;
    if (extend && range && hand.passing.selected.size === 0) {
      const next = grown(range, by, over, fine);
      if (next) take(hand, next);
      return;
    }
    const at = from(hand);
    const next = step(at, by, over, fine) ?? (by > 0 ? model.before(model.text.length, fine) : model.after(0, fine));
    if (next) take(hand, alone(next));
  };

  const goTo = ({ at, extend }: Is<"goTo">, hand: TextHand) => {
    const { range, fine } = hand.passing;
    const found = model.at(at, fine) ?? model.before(at, fine) ?? model.after(at, fine);
    if (found) take(hand, extend && range ? reaching(range.anchor, found) : alone(found));
  };

  /** The spans one after another as they stand in the text, not as they were made. */
  const stepSpans = ({ by }: { by: number }, hand: TextHand) => {
    const spans = spansIn(model, hand).filter(({ id }) => !hand.passing.hidden.has(id));
    const at = spans.findIndex(({ id }) => hand.passing.selected.has(id));
    const { start, end } = from(hand);
    const beyond = by > 0 ? spans.findIndex((span) => span.start >= start) : spans.findLastIndex((span) => span.end <= end);
    const found = at >= 0 ? (at + by + spans.length) % spans.length : beyond >= 0 ? beyond : by > 0 ? 0 : spans.length - 1;
    const next = spans[found];
    if (next) hand.pass({ selected: new Set([next.id]), place: next.end, arc: null });
  };

  return {
    name: "reading",
    on: {
      walk: staying(walk),
      goTo: staying(goTo),
      place: staying(({ at }: Is<"place">, hand) => hand.pass({ place: at, range: null, selected: new Set(), arc: null })),
      step: staying(stepSpans),
      fine: staying(({ on }: Is<"fine">, hand) => hand.pass({ fine: on })),
      arc: staying(({ key }: Is<"arc">, hand) => hand.pass({ arc: key, ...(key === null ? {} : { selected: new Set() }) })),
      cancel: staying((_: unknown, hand) => {
        const { selected, arc } = hand.passing;
        // What lies on top goes first: what is meant, then the cursor itself.
        if (selected.size > 0 || arc !== null) hand.pass({ selected: new Set(), arc: null });
        else hand.pass({ range: null });
      }),
    },
  };
}
