import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { relationsOf } from "../../objects/records";
import { opened, span } from "../testing";

const said = "Ada Lovelace works for Analytical Engines Ltd in London. Ada writes.";
const at = (words: string) => said.indexOf(words);

describe("marking with the pointer", () => {
  it("takes whole words as it goes, and the class that was chosen", () => {
    const { editor, drag, marked } = opened(said);
    drag(1, 6);
    editor.send({ type: "select", ids: [] });
    editor.send({ type: "classify", name: "org" });
    drag(at("lytical"), at("gines"));
    expect(marked()).toEqual(["person: Ada Lovelace", "org: Analytical Engines"]);
  });

  it("takes single characters when asked to, never a part of one", () => {
    const text = "x👩‍👩‍👧e\u0301y";
    const { drag, marked, editor } = opened(text);
    drag(3, 4, true);
    editor.send({ type: "fine", on: true });
    drag(text.indexOf("e"), text.indexOf("e") + 1);
    expect(marked()).toEqual(["person: 👩‍👩‍👧", "person: e\u0301"]);
  });

  it("backwards is the same as forwards", () => {
    const { drag, marked } = opened(said);
    drag(at("Lovelace") + 2, 1);
    expect(marked()).toEqual(["person: Ada Lovelace"]);
  });

  it("of empty space marks nothing", () => {
    const { drag, marked, editor } = opened(said);
    drag(3, 4);
    expect(marked()).toEqual([]);
    expect(editor.canUndo).toBe(false);
  });

  it.each(["undo", "cancel", "redo"] as const)(
    "is abandoned by %s in the middle, with nothing of it in the document or the history",
    (type) => {
      const { editor, marked, drag } = opened(said);
      drag(1, 2);
      editor.send({ type: "press", at: at("works") });
      editor.send({ type: "drag", at: at("for"), fine: false });
      expect(editor.passing.range).not.toBeNull();
      editor.send({ type });
      expect(editor.passing.range).toBeNull();
      editor.send({ type: "drag", at: at("London"), fine: false });
      editor.send({ type: "release" });
      expect(marked()).toEqual(["person: Ada"]);
      editor.send({ type: "undo" });
      expect(marked()).toEqual([]);
    },
  );

  it("lets the class be chosen while the pointer is down", () => {
    const { editor, marked } = opened(said);
    editor.send({ type: "press", at: at("London") });
    editor.send({ type: "drag", at: at("London") + 2, fine: false });
    editor.send({ type: "classify", name: "place" });
    editor.send({ type: "release" });
    expect(marked()).toEqual(["place: London"]);
  });

  it("overlaps, nests and crosses; the same again is meant, not made twice", () => {
    const { drag, marked, editor, ids } = opened(said);
    drag(0, 12);
    drag(0, 3);
    drag(at("Lovelace"), at("works") + 5);
    drag(0, 3);
    expect(marked()).toEqual(["person: Ada Lovelace", "person: Ada", "person: Lovelace works"]);
    expect([...editor.passing.selected]).toEqual([ids()[1]]);
  });

  it("takes a word, or with one click more its sentence, as one step", () => {
    const { editor, marked, model } = opened(said);
    editor.send({ type: "mark", stretch: model.at(at("Lovelace"), false)!, more: true });
    expect(marked()).toEqual(["person: Lovelace"]);
    editor.send({ type: "mark", stretch: model.sentence(at("Lovelace"))!, more: true });
    editor.send({ type: "settle" });
    expect(marked()).toEqual(["person: Ada Lovelace works for Analytical Engines Ltd in London."]);
    editor.send({ type: "undo" });
    expect(marked()).toEqual([]);
    expect(editor.canUndo).toBe(false);
  });

  it("changes nothing where one only looks", () => {
    const { editor, drag, marked } = opened(said, [span("o1-a", "person", 0, 3)], { readOnly: true });
    drag(5, 9);
    for (const type of ["markRange", "everywhere", "delete", "aim"] as const) editor.send({ type });
    editor.send({ type: "select", ids: ["o1-a"] });
    editor.send({ type: "nudge", end: "end", by: 1 });
    editor.send({ type: "classify", name: "org" });
    expect(marked()).toEqual(["person: Ada"]);
    expect([...editor.passing.selected]).toEqual(["o1-a"]);
  });
});

describe("marking with the keyboard alone", () => {
  it("goes word by word, grows, and a digit marks", () => {
    const { editor, marked } = opened(said);
    const walk = (by: 1 | -1, extend = false) => editor.send({ type: "walk", by, over: "token", extend });
    walk(1);
    walk(1, true);
    editor.send({ type: "classify", name: "person" });
    for (let n = 0; n < 3; n += 1) walk(1);
    for (let n = 0; n < 2; n += 1) walk(1, true);
    editor.send({ type: "classify", name: "org" });
    expect(marked()).toEqual(["person: Ada Lovelace", "org: Analytical Engines Ltd"]);
    expect(editor.passing.current).toBe("org");
  });

  it("gives back what it took too much, to both sides of where it began", () => {
    const { editor, model } = opened("one two three four five");
    const walk = (by: 1 | -1, extend = true) => {
      editor.send({ type: "walk", by, over: "token", extend });
      return model.slice(editor.passing.range!);
    };
    for (let n = 0; n < 3; n += 1) walk(1, false);
    expect([walk(1), walk(1), walk(-1), walk(-1), walk(-1), walk(-1), walk(1), walk(1), walk(1)]).toEqual([
      "three four",
      "three four five",
      "three four",
      "three",
      "two three",
      "one two three",
      "two three",
      "three",
      "three four",
    ]);
  });

  it("moves by character, paragraph and to the ends; it stops at them", () => {
    const { editor, model } = opened("one 👩‍👩‍👧x\r\n\r\nlast line");
    const go = (by: 1 | -1, over: "token" | "character" | "paragraph" | "text") => {
      editor.send({ type: "walk", by, over, extend: false });
      return model.slice(editor.passing.range!);
    };
    expect([go(1, "token"), go(1, "token"), go(-1, "character"), go(1, "character"), go(1, "character")]).toEqual([
      "one",
      "👩‍👩‍👧",
      " ",
      "👩‍👩‍👧",
      "x",
    ]);
    expect([go(1, "paragraph"), go(1, "text"), go(1, "token"), go(-1, "text"), go(-1, "token")]).toEqual([
      "last",
      "line",
      "line",
      "one",
      "one",
    ]);
  });

  it("marks with the class in hand, and classifies what is meant once something is", () => {
    const { editor, marked } = opened(said);
    editor.send({ type: "walk", by: 1, over: "token", extend: false });
    editor.send({ type: "markRange" });
    editor.send({ type: "classify", name: "place" });
    expect(marked()).toEqual(["place: Ada"]);
  });

  it("marks the same words everywhere as one step", () => {
    const { editor, marked } = opened(said);
    editor.send({ type: "walk", by: 1, over: "token", extend: false });
    editor.send({ type: "markRange" });
    editor.send({ type: "everywhere" });
    expect(marked()).toEqual(["person: Ada", "person: Ada"]);
    expect(editor.passing.selected.size).toBe(2);
    editor.send({ type: "everywhere" });
    expect(marked().length).toBe(2);
    editor.send({ type: "undo" });
    expect(marked().length).toBe(1);
  });

  it("goes through spans as they stand, not as they were made, and over hidden ones", () => {
    const spans = [span("o1-a", "place", 49, 55), span("o2-a", "person", 0, 3), span("o3-a", "person", 4, 12)];
    const { editor } = opened(said, spans);
    const step = (by: number) => {
      editor.send({ type: "step", by });
      return [...editor.passing.selected][0];
    };
    expect([step(1), step(1), step(1), step(1), step(-1)]).toEqual(["o2-a", "o3-a", "o1-a", "o2-a", "o1-a"]);
    editor.send({ type: "hide", ids: ["o3-a"], on: true });
    expect([step(1), step(1)]).toEqual(["o2-a", "o1-a"]);
  });

  it("goes away in turn: what is meant, then the cursor", () => {
    const { editor } = opened(said, [span("o1-a", "person", 0, 3)]);
    editor.send({ type: "walk", by: 1, over: "token", extend: false });
    editor.send({ type: "step", by: 1 });
    editor.send({ type: "cancel" });
    expect(editor.passing.selected.size).toBe(0);
    expect(editor.passing.range).not.toBeNull();
    editor.send({ type: "cancel" });
    expect(editor.passing.range).toBeNull();
  });
});

describe("the ends of a span", () => {
  it("move by words or characters, and never past each other", () => {
    const { editor, marked } = opened(said, [span("o1-a", "person", 0, 3)]);
    editor.send({ type: "select", ids: ["o1-a"] });
    const nudge = (end: "start" | "end", by: 1 | -1) => {
      editor.send({ type: "nudge", end, by });
      return marked()[0]!.slice("person: ".length);
    };
    expect([nudge("end", 1), nudge("start", 1), nudge("start", 1), nudge("end", -1), nudge("start", -1)]).toEqual([
      "Ada Lovelace",
      "Lovelace",
      "Lovelace",
      "Lovelace",
      "Ada Lovelace",
    ]);
    editor.send({ type: "fine", on: true });
    expect(nudge("end", -1)).toBe("Ada Lovelac");
    editor.send({ type: "undo" });
    expect(marked()).toEqual(["person: Ada Lovelace"]);
  });

  it.each(["undo", "cancel"] as const)("go back when %s comes while one is held", (type) => {
    const { editor, marked } = opened(said, [span("o1-a", "person", 0, 3)]);
    editor.send({ type: "grab", id: "o1-a", end: "end" });
    editor.send({ type: "grabTo", at: at("works") + 2, fine: false });
    expect(marked()).toEqual(["person: Ada Lovelace works"]);
    editor.send({ type });
    expect(marked()).toEqual(["person: Ada"]);
    editor.send({ type: "grabTo", at: at("for"), fine: false });
    editor.send({ type: "drop" });
    expect(marked()).toEqual(["person: Ada"]);
    expect(editor.canUndo).toBe(false);
  });

  it("are one step when dropped, and follow a click with Shift", () => {
    const { editor, marked } = opened(said, [span("o1-a", "person", 4, 12)]);
    editor.send({ type: "grab", id: "o1-a", end: "end" });
    for (const to of ["works", "for", "works"]) editor.send({ type: "grabTo", at: at(to) + 1, fine: false });
    editor.send({ type: "drop" });
    editor.send({ type: "select", ids: ["o1-a"] });
    editor.send({ type: "stretchTo", at: 1, fine: false });
    expect(marked()).toEqual(["person: Ada Lovelace works"]);
    editor.send({ type: "undo" });
    editor.send({ type: "undo" });
    expect(marked()).toEqual(["person: Lovelace"]);
  });

  it("stay where they are if the span is locked", () => {
    const { editor, marked } = opened(said, [span("o1-a", "person", 0, 3)]);
    editor.send({ type: "lock", ids: ["o1-a"], on: true });
    editor.send({ type: "select", ids: ["o1-a"] });
    editor.send({ type: "nudge", end: "end", by: 1 });
    editor.send({ type: "grab", id: "o1-a", end: "end" });
    editor.send({ type: "grabTo", at: at("works"), fine: false });
    editor.send({ type: "stretchTo", at: at("works"), fine: false });
    editor.send({ type: "delete" });
    expect(marked()).toEqual(["person: Ada"]);
  });
});

describe("relations", () => {
  const spans = [
    span("o1-a", "person", 0, 12),
    span("o2-a", "org", at("Analytical"), at(" in ")),
    span("o3-a", "place", at("London"), at("London") + 6),
  ];
  const relations = (editor: ReturnType<typeof opened>["editor"]) =>
    relationsOf(editor.records()).map(({ from, to, type }) => `${from} ${type} ${to}`);

  it("are pulled from one span to another; the only type that fits is taken", () => {
    const { editor } = opened(said, spans);
    editor.send({ type: "pull", from: "o2-a" });
    editor.send({ type: "pullTo", id: "o1-a" });
    expect(editor.passing.pull?.to).toBeNull();
    editor.send({ type: "pullTo", id: "o3-a" });
    editor.send({ type: "letGo" });
    expect(relations(editor)).toEqual(["o2-a in o3-a"]);
    editor.send({ type: "undo" });
    expect(relations(editor)).toEqual([]);
  });

  it("ask which type it is where several fit", () => {
    const { editor } = opened(said, spans);
    editor.send({ type: "pull", from: "o1-a" });
    editor.send({ type: "pullTo", id: "o2-a" });
    editor.send({ type: "letGo" });
    expect(editor.passing.pull).toEqual({ from: "o1-a", to: "o2-a", asks: true });
    editor.send({ type: "relateAs", relation: "leads" });
    expect(relations(editor)).toEqual(["o1-a leads o2-a"]);
    expect(editor.passing.pull).toBeNull();
  });

  it("are aimed with the keyboard, and Tab goes through what fits", () => {
    const { editor } = opened(said, [...spans, span("o4-a", "org", 4, 12)]);
    editor.send({ type: "select", ids: ["o1-a"] });
    editor.send({ type: "aim" });
    expect(editor.passing.pull?.to).toBe("o4-a");
    editor.send({ type: "step", by: 1 });
    expect(editor.passing.pull?.to).toBe("o2-a");
    editor.send({ type: "aim" });
    expect(relations(editor)).toEqual(["o1-a works_for o2-a"]);
    expect([...editor.passing.selected]).toEqual(["o1-a"]);
  });

  it.each(["undo", "cancel", "delete"] as const)("in the hand are let go by %s, and nothing else happens", (type) => {
    const { editor, marked } = opened(said, spans);
    editor.send({ type: "select", ids: ["o1-a"] });
    editor.send({ type: "aim" });
    editor.send({ type });
    expect(editor.passing.pull).toBeNull();
    expect(marked().length).toBe(3);
    expect(relations(editor)).toEqual([]);
  });

  it("leave with the span that they hang on", () => {
    const { editor } = opened(said, spans);
    editor.send({ type: "relate", from: "o2-a", to: "o3-a", relation: "in" });
    editor.send({ type: "select", ids: ["o3-a"] });
    editor.send({ type: "delete" });
    expect(relations(editor)).toEqual([]);
    editor.send({ type: "undo" });
    expect(relations(editor)).toEqual(["o2-a in o3-a"]);
  });
});

it("whatever is done, undoing all of it leaves the document as it was", () => {
  const place = fc.nat(said.length);
  const act = fc.oneof(
    fc
      .tuple(place, place, fc.boolean())
      .map(([from, to, fine]) => [{ type: "press", at: from }, { type: "drag", at: to, fine }, { type: "release" }] as const),
    fc.tuple(place, place).map(
      ([from, to]) =>
        [
          { type: "press", at: from },
          { type: "drag", at: to, fine: false },
        ] as const,
    ),
    fc
      .constantFrom("markRange", "everywhere", "delete", "aim", "letGo", "cancel", "settle", "undo", "redo", "drop")
      .map((type) => [{ type }] as const),
    fc.constantFrom(1, -1).map((by) => [{ type: "step", by }] as const),
    fc
      .tuple(fc.constantFrom(1, -1), fc.constantFrom("token", "character", "paragraph", "text"), fc.boolean())
      .map(([by, over, extend]) => [{ type: "walk", by, over, extend }] as const),
    fc.tuple(fc.constantFrom("start", "end"), fc.constantFrom(1, -1)).map(([end, by]) => [{ type: "nudge", end, by }] as const),
    fc.constantFrom("person", "org").map((name) => [{ type: "classify", name }] as const),
    place.map((at) => [{ type: "stretchTo", at, fine: false }] as const),
  );
  fc.assert(
    fc.property(fc.array(act, { maxLength: 30 }), (acts) => {
      const start = [span("o1-a", "person", 0, 3), span("o2-a", "org", 23, 45)];
      const { editor } = opened(said, start);
      const before = editor.records();
      for (const inputs of acts) for (const input of inputs) editor.send(input);
      editor.send({ type: "cancel" });
      for (let n = 0; editor.canUndo && n < 200; n += 1) editor.send({ type: "undo" });
      expect(editor.records()).toEqual(before);
    }),
    { numRuns: 200 },
  );
});
