import fc from "fast-check";
import { expect, it } from "vitest";
import { kindOf, plainState, put, read, readState, sameList, spell, spellState, turn, type Condition } from "./filter";

const conditions: readonly [string, Condition][] = [
  ["state:is:disputed,answered", { field: "state", is: ["disputed", "answered"] }],
  ["state:not:completed", { field: "state", not: ["completed"] }],
  ["confidence:below:0.8", { field: "confidence", below: 0.8 }],
  ["confidence:above:0.5", { field: "confidence", above: 0.5 }],
  ["confidence:within:0.5,0.8", { field: "confidence", above: 0.5, below: 0.8 }],
  ["text:has:refund mon", { field: "text", has: "refund mon" }],
  ["changed:from:1000", { field: "changed", from: 1000 }],
  ["changed:to:2000", { field: "changed", to: 2000 }],
  ["changed:during:1000,2000", { field: "changed", from: 1000, to: 2000 }],
  ["batch:is:", { field: "batch", is: [""] }],
  ["class:is:a%2Cb,50%25%3A1", { field: "class", is: ["a,b", "50%:1"] }],
];

it.each(conditions)("spells and reads %s", (text, condition) => {
  expect(spell(condition)).toBe(text);
  expect(read(text)).toEqual(condition);
});

it.each([
  "",
  "state",
  "state:is",
  "text:has:",
  ":is:x",
  "confidence:below:high",
  "confidence:within:1",
  "changed:during:1",
  "state:like:x",
])("takes %j for no condition", (text) => expect(read(text)).toBeNull());

const word = fc.string({ minLength: 1, maxLength: 12, unit: "grapheme" });
const number = fc.oneof(
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((n) => n + 0),
);
const condition: fc.Arbitrary<Condition> = fc.oneof(
  fc.record({ field: word, is: fc.array(word, { minLength: 1, maxLength: 4 }) }),
  fc.record({ field: word, not: fc.array(word, { minLength: 1, maxLength: 4 }) }),
  fc.record({ field: word, has: word }),
  fc.record({ field: word, above: number, below: number }),
  fc.record({ field: word, from: fc.integer(), to: fc.integer() }),
);

it("brings every list back from its address, through the browser's own reading of it", () => {
  fc.assert(
    fc.property(fc.array(condition, { maxLength: 4 }), word, fc.boolean(), fc.option(word), (filter, sort, grid, view) => {
      const state = { filter, sort, layout: grid ? ("grid" as const) : ("table" as const), view };
      const address = new URL(`http://host/list?${spellState(state)}`);
      expect(readState(address.searchParams)).toEqual(state);
    }),
  );
});

it("keeps an address readable", () => {
  expect(spellState({ ...plainState, filter: [conditions[0]![1], conditions[5]![1]], sort: "-confidence", layout: "grid" })).toBe(
    "f=state:is:disputed,answered&f=text:has:refund+mon&sort=-confidence&layout=grid",
  );
  expect(spellState(plainState)).toBe("");
});

it("compares lists by what they show, not by the view that they came from", () => {
  expect(sameList(plainState, { ...plainState, view: "v1" })).toBe(true);
  expect(sameList(plainState, { ...plainState, sort: "-ordinal" })).toBe(false);
});

it("replaces and takes out single conditions", () => {
  const [a, b] = [conditions[0]![1], conditions[2]![1]];
  expect(put([a], 1, b)).toEqual([a, b]);
  expect(put([a, b], 0, b)).toEqual([b, b]);
  expect(put([a, b], 0, null)).toEqual([b]);
  expect(conditions.map(([, one]) => kindOf(one))).toContain("time");
});

it("turns an order round, and begins another one where it is most telling", () => {
  expect(turn("ordinal", "confidence", true)).toBe("-confidence");
  expect(turn("-confidence", "confidence", true)).toBe("confidence");
  expect(turn("confidence", "confidence", true)).toBe("-confidence");
  expect(turn("ordinal", "state", false)).toBe("state");
});
