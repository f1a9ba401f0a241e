import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { difference, inverse, isNothing, sameChange, squash, type Change } from "./change";
import { Document, type Records } from "./document";
import { sameJson, type Json } from "./json";

const value = fc.oneof(
  fc.string({ maxLength: 4 }),
  fc.integer({ min: -9, max: 9 }),
  fc.array(fc.string({ maxLength: 2 }), { maxLength: 3 }),
  fc.record({ a: fc.integer(), b: fc.boolean() }),
);
const records = fc.dictionary(fc.constantFrom("answers/a", "answers/b", "answers/c", "objects/1"), value);

const after = (start: Records, change: Change): Records => {
  const document = new Document(start);
  document.apply(change);
  return document.records();
};

describe("changes", () => {
  it("lead from one document to another and back", () => {
    fc.assert(
      fc.property(records, records, (a, b) => {
        const change = difference(a, b);
        expect(after(a, change)).toEqual(b);
        expect(after(b, inverse(change))).toEqual(a);
        expect(inverse(inverse(change))).toEqual(change);
      }),
    );
  });

  it("squash into one that does the same", () => {
    fc.assert(
      fc.property(records, records, records, records, (a, b, c, d) => {
        const [ab, bc, cd] = [difference(a, b), difference(b, c), difference(c, d)];
        expect(after(a, squash(ab, bc))).toEqual(c);
        expect(isNothing(squash(ab, inverse(ab)))).toBe(true);
        expect(sameChange(inverse(squash(ab, bc)), squash(inverse(bc), inverse(ab)))).toBe(true);
        expect(sameChange(squash(squash(ab, bc), cd), squash(ab, squash(bc, cd)))).toBe(true);
      }),
    );
  });

  it("compare values whatever the order of their keys", () => {
    const pairs: [Json, Json, boolean][] = [
      [{ a: 1, b: [2] }, { b: [2], a: 1 }, true],
      [{ a: null }, {}, false],
      [[1, 2], [2, 1], false],
      [[], {}, false],
      [null, 0, false],
    ];
    for (const [a, b, same] of pairs) expect(sameJson(a, b)).toBe(same);
  });
});
