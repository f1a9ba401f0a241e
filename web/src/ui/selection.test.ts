import { expect, it } from "vitest";
import { between, everything, isSelected, nothing, select, sizeOf, toggle } from "./selection";

it("selects and leaves out single rows", () => {
  const two = toggle(toggle(nothing, "a"), "b");
  expect(sizeOf(two, 10)).toBe(2);
  expect(isSelected(two, "a")).toBe(true);
  expect(isSelected(toggle(two, "a"), "a")).toBe(false);
  expect(sizeOf(nothing, 10)).toBe(0);
});

it("keeps what is left out of everything", () => {
  const most = toggle(everything, "a");
  expect(isSelected(most, "a")).toBe(false);
  expect(isSelected(most, "b")).toBe(true);
  expect(sizeOf(most, 1_204)).toBe(1_203);
  expect(toggle(most, "a")).toEqual(everything);
});

it("adds a range to what was selected before", () => {
  const range = select(toggle(nothing, "z"), ["a", "b"], true);
  expect(sizeOf(range, 100)).toBe(3);
  expect(sizeOf(select(range, ["a", "z"], false), 100)).toBe(1);
  expect(sizeOf(select(everything, ["a", "b"], false), 100)).toBe(98);
});

it("reads a range upwards as downwards", () => {
  expect(between(7, 3)).toEqual({ first: 3, last: 7 });
  expect(between(3, 7)).toEqual({ first: 3, last: 7 });
});
