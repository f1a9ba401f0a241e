import fc from "fast-check";
import { expect, it } from "vitest";
import { barLength, follow, longestBar, pagesOf, placeAt, rangeAt, topFor, type Extent, type Place } from "./virtual";

const million: Extent = { total: 34_000_000, view: 700 };
const short: Extent = { total: 3_400, view: 700 };

it("moves a short list with its bar", () => {
  expect(follow({ bar: 0, top: 0 }, 900, short)).toEqual({ bar: 900, top: 900 });
  expect(follow({ bar: 0, top: 0 }, 9_000, short)).toEqual({ bar: 2_700, top: 2_700 });
  expect(barLength(short.total)).toBe(3_400);
});

it("moves a long list pixel by pixel in small steps", () => {
  expect(follow({ bar: 1_000_000, top: 8_501_000 }, 1_000_120, million)).toEqual({ bar: 1_000_120, top: 8_501_120 });
});

it("jumps to the same share of a long list when the bar is dragged", () => {
  const half = follow({ bar: 0, top: 0 }, (longestBar - 700) / 2, million);
  expect(half.top).toBeCloseTo((34_000_000 - 700) / 2, 3);
  expect(follow(half, longestBar - 700, million).top).toBe(34_000_000 - 700);
  expect(follow(half, 0, million).top).toBe(0);
});

it("puts the bar right when it ends before the list does", () => {
  const place = follow({ bar: 100, top: 90_000 }, 0, million);
  expect(place.top).toBe(89_900);
  expect(place.bar).toBeGreaterThan(10_000);
});

it("reaches both ends by wheel from anywhere, and never leaves the list", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1000 }), fc.boolean(), (share, down) => {
      const far = { total: 6_000_000, view: 700 };
      let place: Place = placeAt((share / 1000) * (far.total - far.view), far);
      const end = down ? far.total - far.view : 0;
      for (let steps = 0; place.top !== end && steps < 5_000; steps++) {
        const before = place.top;
        // The browser lets no bar leave its own length.
        const bar = Math.min(longestBar - far.view, Math.max(0, place.bar + (down ? 1_300 : -1_300)));
        place = follow(place, bar, far);
        expect(Math.abs(place.top - before)).toBeLessThanOrEqual(1_300.001);
        expect(place.bar).toBeGreaterThanOrEqual(0);
        expect(place.bar).toBeLessThanOrEqual(longestBar - far.view);
      }
      expect(place.top).toBe(end);
    }),
    { numRuns: 8 },
  );
});

it("knows the rows in sight at the first, a middle and the last pixel", () => {
  expect(rangeAt(0, 700, 34, 1_000_000, 0)).toEqual({ first: 0, last: 20 });
  expect(rangeAt(17, 34, 34, 10, 0)).toEqual({ first: 0, last: 1 });
  expect(rangeAt(34_000_000 - 700, 700, 34, 1_000_000, 4)).toEqual({ first: 999_975, last: 999_999 });
  expect(rangeAt(0, 700, 34, 0, 4)).toEqual({ first: 0, last: -1 });
  expect(rangeAt(0, 700, 34, 1, 4)).toEqual({ first: 0, last: 0 });
});

it("brings a row into sight with the least movement", () => {
  expect(topFor(5, 0, 700, 34)).toBe(0);
  expect(topFor(20, 0, 700, 34)).toBe(14);
  expect(topFor(3, 400, 700, 34)).toBe(102);
});

it("asks for the pages that hold the rows in sight", () => {
  expect(pagesOf({ first: 95, last: 205 }, 100)).toEqual([0, 1, 2]);
  expect(pagesOf({ first: 0, last: -1 }, 100)).toEqual([]);
});
