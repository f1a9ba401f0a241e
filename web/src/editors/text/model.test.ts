import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { blocksOf, longest, partsOf } from "./blocks";
import { lanesOf } from "./lanes";
import { CodePoints } from "./offsets";
import { geometryOf, spanOf } from "./spans";
import { TextModel } from "./TextModel";
import { occurrences } from "./tools/mark";

/** Whatever texts are made of: letters, emoji in sequences, combining marks, line breaks, right-to-left script, halves of pairs. */
const piece = fc.constantFrom(
  ..."a b c Z 7 . , ! ? - ' ä ß é 日 本 ย า จ".split(" "),
  " ",
  "  ",
  "\n",
  "\r\n",
  "\r",
  "\t",
  "\u00ad",
  "\u2028",
  "\u200d",
  "\ufeff",
  "e\u0301",
  "n\u0303\u0323",
  "😀",
  "👩‍👩‍👧‍👦",
  "🏳️‍🌈",
  "👍🏽",
  "🇩🇪",
  "𝒳",
  "שלום",
  "مرحبا",
  "\u202b",
  "नि",
  "\ud83d",
  "\ude00",
);
const texts = fc.array(piece, { maxLength: 60 }).map((pieces) => pieces.join(""));
const filled = texts.filter((text) => text.length > 0);

describe("offsets", () => {
  it("are those of iteration by code points, and both ways are inverse", () => {
    fc.assert(
      fc.property(texts, (text) => {
        const points = new CodePoints(text);
        const slow: number[] = [];
        for (const character of text) slow.push((slow.at(-1) ?? 0) + character.length);
        expect(points.length).toBe(slow.length);
        for (let at = 0; at <= points.length; at += 1) {
          const unit = at === 0 ? 0 : slow[at - 1]!;
          expect(points.toUnit(at)).toBe(unit);
          expect(points.fromUnit(unit)).toBe(at);
        }
      }),
    );
  });

  it("stay within the text", () => {
    const points = new CodePoints("a😀b");
    expect([points.toUnit(-1), points.toUnit(9), points.fromUnit(-1), points.fromUnit(9)]).toEqual([0, 4, 0, 3]);
    expect(points.fromUnit(2)).toBe(1);
  });

  it("of a long text take no walk through it", () => {
    const text = "a😀".repeat(70_000);
    const points = new CodePoints(text);
    const before = performance.now();
    let wrong = 0;
    for (let at = 0; at < 100_000; at += 1) if (points.fromUnit(points.toUnit(at)) !== at) wrong += 1;
    expect(wrong).toBe(0);
    expect(performance.now() - before).toBeLessThan(2_000);
  });
});

describe("what is marked", () => {
  it("is the same by code points and by units, for any stretch that can be marked", () => {
    fc.assert(
      fc.property(filled, fc.nat(), fc.nat(), fc.boolean(), (text, a, b, fine) => {
        const model = new TextModel(text);
        const [start, end] = [Math.min(a, b), Math.max(a, b)].map((at) => at % (text.length + 1)).sort((x, y) => x - y) as [number, number];
        const found = model.snap({ start, end }, fine);
        if (!found) return;
        const geometry = geometryOf(model, found);
        const said = [...text].slice(Number(geometry["start"]), Number(geometry["end"])).join("");
        expect(said).toBe(model.slice(found));
        expect(spanOf(model, { id: "x", class: "c", geometry, attributes: {} })).toMatchObject(found);
      }),
      { numRuns: 400 },
    );
  });

  it("never tears a character apart, and holds all that was taken of words", () => {
    fc.assert(
      fc.property(filled, fc.nat(), fc.nat(), fc.boolean(), (text, a, b, fine) => {
        const model = new TextModel(text);
        const [from, to] = [a % text.length, b % text.length].sort((x, y) => x - y) as [number, number];
        const found = model.snap({ start: from, end: to + 1 }, fine);
        if (!found) return;
        const edges = new Set(model.blocks.flatMap((_, at) => model.characters(at).flatMap(({ start, end }) => [start, end])));
        expect(edges.has(found.start)).toBe(true);
        expect(edges.has(found.end)).toBe(true);
        // Snapping what is snapped changes nothing.
        expect(model.snap(found, fine)).toEqual(found);
        // A space that a mark or a joiner hangs on is one with it, and no space.
        if (!fine && !/ [\p{M}\p{Cf}]/u.test(text)) expect(model.slice(found)).toBe(model.slice(found).replace(/^ +| +$/g, ""));
      }),
      { numRuns: 400 },
    );
  });
});

describe("blocks", () => {
  it("are the whole text but for its line breaks, in order", () => {
    fc.assert(
      fc.property(texts, (text) => {
        const blocks = blocksOf(text);
        let at = 0;
        for (const { start, end } of blocks) {
          expect(text.slice(at, start)).toMatch(/^(\r\n|[\n\r\u2028\u2029])?$/);
          expect(text.slice(start, end)).not.toMatch(/[\n\r\u2028\u2029]/);
          at = end;
        }
        expect(at).toBe(text.length);
        expect(blocks.length).toBe(text.split(/\r\n|[\n\r\u2028\u2029]/).length);
      }),
    );
  });

  it("of a very long line are cut between words, or between characters where there are none", () => {
    const sentence = blocksOf("Ada wrote the first program. ".repeat(8_000));
    expect(sentence.every(({ start, end }) => end - start <= longest)).toBe(true);
    expect(sentence.slice(1).every(({ start }) => start % 29 === 0)).toBe(true);
    const family = "👩‍👩‍👧‍👦";
    expect(blocksOf(family.repeat(20_000)).every(({ start }) => start % family.length === 0)).toBe(true);
    expect(blocksOf("x".repeat(20_000)).length).toBe(5);
  });

  it("read the way their paragraph begins, also where it was cut", () => {
    expect(blocksOf("1. שלום world\nhello שלום\n…").map(({ dir }) => dir)).toEqual(["rtl", "ltr", "ltr"]);
    expect(new Set(blocksOf(`שלום ${"word ".repeat(5_000)}`).map(({ dir }) => dir))).toEqual(new Set(["rtl"]));
  });

  it("share a stretch without gap or overlap", () => {
    fc.assert(
      fc.property(filled, fc.nat(), fc.nat(), (text, a, b) => {
        const blocks = blocksOf(text);
        const [start, end] = [a % text.length, (b % text.length) + 1].sort((x, y) => x - y) as [number, number];
        if (start === end) return;
        const parts = partsOf(blocks, { start, end });
        expect(parts.length).toBeGreaterThan(0);
        const said = parts.map((part) => text.slice(part.start, part.end)).join("");
        expect(said).toBe(text.slice(start, end).replace(/[\n\r\u2028\u2029]/g, ""));
      }),
    );
  });
});

describe("lanes", () => {
  const stretches = fc.array(
    fc.record({ start: fc.nat(100), length: fc.integer({ min: 1, max: 30 }) }).map(({ start, length }) => ({ start, end: start + length })),
    { maxLength: 40 },
  );

  it("never hold two that overlap, and are no more than there must be", () => {
    fc.assert(
      fc.property(stretches, (drawn) => {
        const taking = drawn.map((each, at) => ({ ...each, id: String(at) }));
        const lanes = lanesOf(taking);
        for (const a of taking)
          for (const b of taking)
            if (a.id !== b.id && lanes.get(a.id) === lanes.get(b.id)) expect(a.end <= b.start || b.end <= a.start).toBe(true);
        const crowd = Math.max(0, ...taking.map(({ start }) => taking.filter((each) => each.start <= start && start < each.end).length));
        expect(Math.max(-1, ...lanes.values()) + 1).toBe(crowd);
      }),
    );
  });

  it("don't hang on the order in which spans were made", () => {
    fc.assert(
      fc.property(stretches, (drawn) => {
        const taking = drawn.map((each, at) => ({ ...each, id: String(at) }));
        expect([...lanesOf([...taking].reverse())].sort()).toEqual([...lanesOf(taking)].sort());
      }),
    );
  });
});

describe("words", () => {
  const words = (text: string) => new TextModel(text).words(0).map(({ start, end }) => text.slice(start, end));

  it("are found alike in every language of the browser, emoji and signs among them", () => {
    expect(words("Don't pay 3.14 € to 👩‍👩‍👧, naïve Zoë!")).toEqual(["Don't", "pay", "3.14", "€", "to", "👩‍👩‍👧", ",", "naïve", "Zoë", "!"]);
    expect(words("שלום, עולם")).toEqual(["שלום", ",", "עולם"]);
    expect(words("co\u00adop \t x")).toEqual(["co\u00adop", "x"]);
  });

  it("occur elsewhere only as whole words, unless a part of one is looked for", () => {
    const text = "Ann met Anna. Ann's sister Ann left.";
    const model = new TextModel(text);
    expect(occurrences(model, { start: 0, end: 3 })).toEqual([{ start: 27, end: 30 }]);
    expect(occurrences(model, { start: 0, end: 2 }).length).toBe(3);
  });

  it("make sentences", () => {
    const model = new TextModel("One two. Three four?  Five.\nSix");
    expect(
      ["One two.", "Three four?", "Five.", "Six"].map((each) => model.text.indexOf(each) + 1).map((at) => model.slice(model.sentence(at)!)),
    ).toEqual(["One two.", "Three four?", "Five.", "Six"]);
  });
});
