import { expect, it } from "vitest";
import { clauseOf, joined, sentenceOf } from "./sentence";
import { add, suggest, type Suggestion } from "./suggest";
import type { ListField } from "@/api/types";

const field = (name: string, title: string, kind: ListField["kind"], values: [string, string, number][] | null = null): ListField => ({
  name,
  title,
  kind,
  sortable: false,
  values: values?.map(([value, shown, count]) => ({ value, title: shown, count })) ?? null,
  min: null,
  max: null,
});
const fields = [
  field("state", "State", "choice", [
    ["disputed", "Disputed", 12],
    ["leased", "In work", 3],
  ]),
  field("class", "Class", "choice", [["car", "Passenger car", 40]]),
  field("confidence", "Confidence", "number"),
  field("changed", "Changed", "time"),
  field("text", "Text", "text"),
];
const lines = (found: Suggestion[]) =>
  found.map((one) => (one.kind === "field" ? one.field.title : joined(clauseOf(one.condition, one.field))));

it("offers every field before anything is typed", () => {
  expect(lines(suggest("", fields))).toEqual(["State", "Class", "Confidence", "Changed", "Text"]);
});

it("finds fields and values by how their words begin, and the words themselves last", () => {
  expect(lines(suggest("disp", fields))).toEqual(["state is disputed", "text contains “disp”"]);
  expect(lines(suggest("work", fields))).toEqual(["state is In work", "text contains “work”"]);
  expect(lines(suggest("c", fields))).toEqual(["Class", "Confidence", "Changed", "class is Passenger car", "text contains “c”"]);
  expect(lines(suggest("zebra", fields))).toEqual(["text contains “zebra”"]);
  expect(suggest("zebra", fields.slice(0, 4))).toEqual([]);
});

it("reads a comparison and a value within its field", () => {
  expect(lines(suggest("conf < 0.8", fields))[0]).toBe("confidence < 0.80");
  expect(lines(suggest("confidence above 0.5", fields))[0]).toBe("confidence > 0.50");
  expect(lines(suggest("state is in", fields))[0]).toBe("state is In work");
  expect(lines(suggest("class: car", fields))[0]).toBe("class is Passenger car");
});

it("makes alternatives of values of one field, and one range of its bounds", () => {
  const one = add([], { field: "state", is: ["disputed"] });
  const two = add(one, { field: "state", is: ["leased"] });
  expect(two).toEqual([{ field: "state", is: ["disputed", "leased"] }]);
  expect(add(two, { field: "state", is: ["disputed"] })).toEqual(two);
  const bounded = add(add([], { field: "confidence", below: 0.8 }), { field: "confidence", above: 0.5 });
  expect(bounded).toEqual([{ field: "confidence", below: 0.8, above: 0.5 }]);
  expect(add(bounded, { field: "confidence", below: 0.9 })).toEqual([{ field: "confidence", below: 0.9, above: 0.5 }]);
  expect(add(one, { field: "class", is: ["disputed"] })).toHaveLength(2);
});

it("says a whole filter as a sentence", () => {
  const say = (...filter: Parameters<typeof sentenceOf>[1]) => sentenceOf("tasks", filter, fields);
  expect(say()).toBe("All tasks");
  expect(say({ field: "state", is: ["disputed"] }, { field: "confidence", below: 0.8 }, { field: "class", is: ["car"] })).toBe(
    "tasks where state is disputed and confidence < 0.80 and class is Passenger car",
  );
  expect(say({ field: "state", is: ["disputed", "leased"] })).toBe("tasks where state is disputed or In work");
  expect(say({ field: "state", not: ["disputed"] })).toBe("tasks where state is not disputed");
  expect(say({ field: "state", not: ["disputed", "leased"] })).toBe("tasks where state is none of disputed or In work");
  expect(say({ field: "confidence", above: 0.5, below: 0.8 })).toBe("tasks where confidence is between 0.50 and 0.80");
  expect(say({ field: "text", has: "refund mon" })).toBe("tasks where text contains “refund mon”");
});

it("says days, and that a span of one day is that day", () => {
  const day = (text: string) => new Date(`${text}T00:00`).getTime();
  const say = (bounds: { from?: number; to?: number }) => joined(clauseOf({ field: "changed", ...bounds }, fields[3]));
  expect(say({ from: day("2026-11-20") })).toBe("changed since Nov 20, 2026");
  expect(say({ from: day("2026-11-20"), to: day("2026-11-21") })).toBe("changed is Nov 20, 2026");
  expect(say({ from: day("2026-11-20"), to: day("2026-11-22") })).toBe("changed is Nov 20, 2026 to Nov 21, 2026");
  expect(say({ to: day("2026-11-22") })).toBe("changed before Nov 22, 2026");
});

it("names a field and a value that it doesn't know by what the address says", () => {
  expect(joined(clauseOf({ field: "weather", is: ["rain"] }, undefined))).toBe("weather is rain");
});
