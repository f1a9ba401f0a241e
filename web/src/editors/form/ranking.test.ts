import fc from "fast-check";
import { expect, it } from "vitest";
import type { Question } from "@/api/types";
import type { Json } from "@/editor/json";
import { groupsOf, moveRank, tieRank, toggleRank } from "./ranking";

const names = ["a", "b", "c", "d"];
const order: Question = {
  name: "order",
  title: "",
  kind: "ranking",
  required: true,
  help: "",
  options: names.map((name) => ({ name, title: name, hotkey: null, help: "" })),
  min: null,
  max: null,
  when: null,
};

it("gives the next place, and takes it back", () => {
  const two = toggleRank(order, toggleRank(order, null, "c"), "a");
  expect(two).toEqual([["c"], ["a"]]);
  expect(toggleRank(order, two, "c")).toEqual([["a"]]);
  expect(toggleRank(order, [["a"]], "a")).toBeNull();
});

it("moves past the neighbour, and out of a tie before that", () => {
  expect(moveRank(order, [["c"], ["a"]], "a", -1)).toEqual([["a"], ["c"]]);
  expect(moveRank(order, [["c"], ["a"]], "a", 1)).toEqual([["c"], ["a"]]);
  expect(moveRank(order, [["a", "b"], ["c"]], "b", 1)).toEqual([["a"], ["b"], ["c"]]);
  expect(moveRank(order, [["a", "b"], ["c"]], "b", -1)).toEqual([["b"], ["a"], ["c"]]);
});

it("ties with the place before, in the ontology’s order, and unties", () => {
  expect(tieRank(order, [["c"], ["a"]], "a")).toEqual([["a", "c"]]);
  expect(tieRank(order, [["a", "c"]], "a")).toEqual([["c"], ["a"]]);
  expect(tieRank(order, [["c"]], "c")).toEqual([["c"]]);
});

it("never loses, doubles or invents an option, whatever is done", () => {
  const act = fc.record({ does: fc.constantFrom("toggle", "up", "down", "tie"), value: fc.constantFrom(...names) });
  fc.assert(
    fc.property(fc.array(act, { maxLength: 40 }), (acts) => {
      let answer: Json = null;
      const ranked = new Set<string>();
      for (const { does, value } of acts) {
        if (does === "toggle") {
          answer = toggleRank(order, answer, value);
          if (!ranked.delete(value)) ranked.add(value);
        } else answer = does === "tie" ? tieRank(order, answer, value) : moveRank(order, answer, value, does === "up" ? -1 : 1);
        const flat = groupsOf(answer).flat();
        expect(new Set(flat)).toEqual(ranked);
        expect(flat).toHaveLength(ranked.size);
        for (const group of groupsOf(answer)) expect(group).toEqual([...group].sort());
      }
    }),
  );
});
