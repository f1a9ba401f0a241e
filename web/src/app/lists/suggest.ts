import type { Condition, Filter } from "./filter";
import type { ListField } from "@/api/types";

/** What somebody may mean who types into the filter: a field to set, or a condition as it stands. */
export type Suggestion =
  | { readonly kind: "field"; readonly field: ListField }
  | { readonly kind: "condition"; readonly field: ListField; readonly condition: Condition; readonly count?: number };

const most = 12;
const comparison = /^(.*?)\s*(<|>|>=|<=|≥|≤|below|above|under|over)\s*(-?\d+(?:\.\d+)?)$/i;
const starts = (title: string, words: string) =>
  title
    .toLowerCase()
    .split(/\s+/)
    .some((_, at, all) => all.slice(at).join(" ").startsWith(words));

/** The best first: comparisons, fields of that name, values of that name, and the words themselves. */
export function suggest(typed: string, fields: readonly ListField[]): Suggestion[] {
  const text = typed.trim();
  const words = text.toLowerCase();
  if (text === "") return fields.map((field) => ({ kind: "field", field }));

  const found: Suggestion[] = [];
  const compared = comparison.exec(text);
  if (compared) {
    const [, name = "", sign = "", number = ""] = compared;
    for (const field of fields) {
      if (field.kind !== "number" || !starts(field.title, name.toLowerCase())) continue;
      const below = /^(<|<=|≤|below|under)$/i.test(sign);
      found.push({ kind: "condition", field, condition: { field: field.name, [below ? "below" : "above"]: Number(number) } });
    }
  }
  // "state is disp" reads like "disp" within that field.
  const [before, after] = words.split(/\s+(?:is|=|:)\s+|\s*[:=]\s*/, 2);
  for (const field of fields) {
    if (starts(field.title, words)) found.push({ kind: "field", field });
  }
  for (const field of fields) {
    const inField = after !== undefined && before !== undefined && starts(field.title, before);
    const wanted = inField ? after : after === undefined ? words : null;
    if (wanted === null || wanted === "") continue;
    for (const { value, title, count } of field.values ?? [])
      if (starts(title, wanted) || value.toLowerCase().startsWith(wanted))
        found.push({ kind: "condition", field, condition: { field: field.name, is: [value] }, count });
  }
  const text1 = fields.find(({ kind }) => kind === "text");
  const shown = found.slice(0, text1 ? most - 1 : most);
  return text1 ? [...shown, { kind: "condition", field: text1, condition: { field: text1.name, has: text } }] : shown;
}

/** A condition more: values of one field become alternatives, bounds a range, anything else takes the place of its like. */
export function add(filter: Filter, condition: Condition): Filter {
  const at = filter.findIndex((other) => other.field === condition.field && shapeOf(other) === shapeOf(condition));
  const like = filter[at];
  if (like === undefined) return [...filter, condition];
  const merged: Condition =
    "is" in like && "is" in condition
      ? { field: like.field, is: [...new Set([...like.is, ...condition.is])] }
      : "not" in like && "not" in condition
        ? { field: like.field, not: [...new Set([...like.not, ...condition.not])] }
        : { ...like, ...condition };
  return filter.map((other, place) => (place === at ? merged : other));
}

const shapeOf = (condition: Condition) =>
  "is" in condition
    ? "is"
    : "not" in condition
      ? "not"
      : "has" in condition
        ? "has"
        : "above" in condition || "below" in condition
          ? "number"
          : "time";
