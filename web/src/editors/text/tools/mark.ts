import type { Ontology } from "@/api/types";
import type { Part } from "@/editor/beside";
import type { ObjectPassing } from "../../objects/tool";
import { asObject, idOf, objectKey } from "../../objects/records";
import { addObject, addObjects } from "../../objects/tool";
import { staying, type TextHand, type TextInput, type TextPassing } from "../passing";
import { classForNext, geometryOf, spanIn, spansIn } from "../spans";
import type { Stretch, TextModel } from "../TextModel";

type MarkPart = Part<TextPassing & ObjectPassing>;
type Is<T extends TextInput["type"]> = Extract<TextInput, { type: T }>;

/** Marks stretches of a text: under the pointer, at the cursor, and the same words wherever they stand. */
export function markTool(model: TextModel, ontology: Ontology): MarkPart {
  /** Makes a span, or means the one that says the same already; the caller commits. */
  const make = (hand: TextHand, stretch: Stretch, name: string, anyClass = false) => {
    const { id, made } = madeOrFound(hand, stretch, name, anyClass);
    hand.pass({ selected: new Set([id]), range: null, dragging: false, place: stretch.end, arc: null });
    return made;
  };
  const madeOrFound = (hand: TextHand, stretch: Stretch, name: string, anyClass: boolean) => {
    const geometry = geometryOf(model, stretch);
    const same = hand.keys("objects/").find((key) => {
      const { id, class: held, geometry: other } = asObject(hand.get(key));
      const here = other["start"] === geometry["start"] && other["end"] === geometry["end"];
      return here && (anyClass || held === name) && !hand.passing.hidden.has(id);
    });
    if (same !== undefined) return { id: idOf(same), made: false };
    return { id: addObject(hand, { class: name, geometry, attributes: {} }), made: true };
  };
  const markRange = (hand: TextHand, wanted: string) => {
    const { range } = hand.passing;
    const name = classForNext(ontology, wanted);
    if (!range || name === null) return;
    make(hand, range, name);
    hand.pass({ current: name });
    hand.commit();
  };

  const everywhere = (hand: TextHand) => {
    const [only] = [...hand.passing.selected];
    if (only === undefined && hand.passing.range) markRange(hand, hand.passing.current);
    const meant = [...hand.passing.selected].flatMap((id) => spanIn(model, hand, id) ?? []);
    const taken = new Set(spansIn(model, hand).map((span) => `${span.start} ${span.end} ${span.class}`));
    const found = meant.flatMap((span) => {
      const { attributes = {} } = asObject(hand.get(objectKey(span.id)));
      return occurrences(model, span)
        .filter(({ start, end }) => !taken.has(`${start} ${end} ${span.class}`))
        .map((stretch) => {
          taken.add(`${stretch.start} ${stretch.end} ${span.class}`);
          return { class: span.class, geometry: geometryOf(model, stretch), attributes };
        });
    });
    if (found.length === 0) return;
    const ids = addObjects(hand, found);
    hand.pass({ selected: new Set([...meant.map(({ id }) => id), ...ids]) });
    hand.commit();
  };

  const takes = ({ type }: TextInput | { type: "classify" }, hand: TextHand) =>
    type !== "classify" || (hand.passing.range !== null && hand.passing.selected.size === 0);
  const mark = ({ stretch, more }: Is<"mark">, hand: TextHand) => {
    const name = classForNext(ontology, hand.passing.current);
    if (name === null) return undefined;
    if (make(hand, stretch, name, more) && more) return growing;
    hand.commit();
    return undefined;
  };

  const resting: MarkPart = {
    name: "marking",
    takes,
    on: {
      press: ({ at }: Is<"press">, hand: TextHand) => {
        hand.pass({ range: null, arc: null });
        return dragging(at);
      },
      mark,
      markRange: staying((_: unknown, hand: TextHand) => markRange(hand, hand.passing.current)),
      classify: staying(({ name }: { name: string }, hand: TextHand) => markRange(hand, name)),
      everywhere: staying((_: unknown, hand: TextHand) => everywhere(hand)),
    },
  };

  const abandon = (_: unknown, hand: TextHand) => {
    hand.pass({ range: null, dragging: false });
    return resting;
  };
  const dragging = (from: number): MarkPart => ({
    name: "dragging",
    on: {
      drag: staying(({ at, fine }: Is<"drag">, hand: TextHand) => {
        const range = model.snap({ start: Math.min(from, at), end: Math.max(from, at) }, fine || hand.passing.fine);
        hand.pass({ range: range && { ...range, anchor: range }, dragging: true });
      }),
      release: (_: unknown, hand: TextHand) => {
        markRange(hand, hand.passing.current);
        hand.pass({ range: null, dragging: false });
        return resting;
      },
      // The class can still be chosen while the pointer is down.
      classify: staying(({ name }: { name: string }, hand: TextHand) => hand.pass({ current: name })),
      undo: abandon,
      redo: abandon,
      cancel: abandon,
    },
  });

  /** A word was clicked twice; a third click takes the sentence in its place, and it is one step all the same. */
  const growing: MarkPart = {
    name: "growing",
    leave: (hand) => hand.commit(),
    on: {
      ...resting.on,
      mark: (input: Is<"mark">, hand: TextHand) => {
        hand.abandon();
        return mark(input, hand) ?? resting;
      },
      press: ({ at }: Is<"press">, hand: TextHand) => {
        hand.pass({ range: null, arc: null });
        return dragging(at);
      },
      settle: () => resting,
    },
    takes,
  };
  return resting;
}

/** Every other place where the same words stand, as whole words. */
export function occurrences(model: TextModel, of: Stretch): Stretch[] {
  const wanted = model.slice(of);
  const found: Stretch[] = [];
  for (let at = model.text.indexOf(wanted); at >= 0;) {
    const stretch = { start: at, end: at + wanted.length };
    const whole = wholeWords(model, of) ? model.snap(stretch, false) : model.snap(stretch, true);
    const fits = whole?.start === stretch.start && whole.end === stretch.end;
    if (fits && at !== of.start) found.push(stretch);
    at = model.text.indexOf(wanted, fits ? stretch.end : at + 1);
  }
  return found;
}

/** Whether a stretch begins and ends where words do; a part of a word is looked for in other words as well. */
function wholeWords(model: TextModel, of: Stretch): boolean {
  const snapped = model.snap(of, false);
  return snapped?.start === of.start && snapped.end === of.end;
}
