import type { Part } from "@/editor/beside";
import type { ObjectPassing } from "../../objects/tool";
import { meant } from "../../objects/tool";
import { asJson, asObject, objectKey } from "../../objects/records";
import { staying, type TextHand, type TextInput, type TextPassing } from "../passing";
import { geometryOf, spanIn, type Span } from "../spans";
import type { Stretch, TextModel } from "../TextModel";

type EndsPart = Part<TextPassing & ObjectPassing>;
type Is<T extends TextInput["type"]> = Extract<TextInput, { type: T }>;

/** Moves where a span begins or ends: by its handles, word by word with keys, or to a place that is clicked. */
export function endsTool(model: TextModel): EndsPart {
  const put = (hand: TextHand, { id }: Span, { start, end }: Stretch) => {
    const held = hand.get(objectKey(id));
    if (held !== null && end > start) {
      hand.put(objectKey(id), asJson({ ...asObject(held), geometry: geometryOf(model, { start, end }) }));
    }
  };
  const nudged = (span: Span, end: "start" | "end", by: 1 | -1, fine: boolean): Stretch => {
    if (end === "end") {
      const to = by > 0 ? model.after(span.end, fine)?.end : model.before(span.end - 1, fine)?.end;
      return { start: span.start, end: to !== undefined && to > span.start ? to : span.end };
    }
    const to = by > 0 ? model.after(span.start + 1, fine)?.start : model.before(span.start, fine)?.start;
    return { start: to !== undefined && to < span.end ? to : span.start, end: span.end };
  };
  /** One end follows a place; the other stays where it is, and at least one word is left. */
  const pulled = (span: Stretch, end: "start" | "end", at: number, fine: boolean): Stretch => {
    const reach =
      end === "end" ? { start: span.start, end: Math.max(at, span.start + 1) } : { start: Math.min(at, span.end - 1), end: span.end };
    const snapped = model.snap(reach, fine);
    if (!snapped) return span;
    return end === "end" ? { start: span.start, end: snapped.end } : { start: snapped.start, end: span.end };
  };

  const resting: EndsPart = {
    name: "ends",
    on: {
      grab: ({ id, end }: Is<"grab">, hand: TextHand) => {
        const span = hand.passing.locked.has(id) ? null : spanIn(model, hand, id);
        return span ? grabbing(span, end) : undefined;
      },
      nudge: staying(({ end, by }: Is<"nudge">, hand: TextHand) => {
        for (const { id } of meant(hand)) {
          const span = spanIn(model, hand, id);
          if (span) put(hand, span, nudged(span, end, by, hand.passing.fine));
        }
        hand.commit();
      }),
      stretchTo: staying(({ at, fine }: Is<"stretchTo">, hand: TextHand) => {
        const [only, more] = meant(hand);
        const span = only && !more ? spanIn(model, hand, only.id) : null;
        if (!span) return;
        const nearer = at - span.start < span.end - at ? "start" : "end";
        put(hand, span, pulled(span, nearer, at, fine || hand.passing.fine));
        hand.commit();
      }),
    },
  };

  const abandon = (_: unknown, hand: TextHand) => {
    hand.abandon();
    return resting;
  };
  const finish = (_: unknown, hand: TextHand) => {
    hand.commit();
    return resting;
  };
  const grabbing = (span: Span, end: "start" | "end"): EndsPart => ({
    name: "grabbing",
    on: {
      grabTo: staying(({ at, fine }: Is<"grabTo">, hand: TextHand) => put(hand, span, pulled(span, end, at, fine || hand.passing.fine))),
      drop: finish,
      settle: finish,
      undo: abandon,
      redo: abandon,
      cancel: abandon,
    },
  });
  return resting;
}
