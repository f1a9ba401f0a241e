import { formatDay, formatFigure, formatNumber, t } from "../messages";
import type { Condition, Filter } from "./filter";
import type { ListField } from "@/api/types";

export interface Clause {
  field: string;
  verb: string;
  value: string;
}

const dayMs = 86_400_000;

/** A number as its field writes it: shares with two digits, counts whole. */
export const formatValue = (value: number) =>
  Number.isInteger(value) && Math.abs(value) !== 1 ? formatNumber(value) : formatFigure(value);

/** In the middle of a sentence a word begins small, unless it is an abbreviation. */
const small = (title: string) => (/^\p{Lu}\p{Ll}/u.test(title) ? title.charAt(0).toLowerCase() + title.slice(1) : title);

function titleOf(value: string, field: ListField | undefined): string {
  const title = field?.values?.find((known) => known.value === value)?.title ?? value;
  // What differs from its name by a capital alone is a word of ours; titles that people gave stay as they are.
  return title.toLowerCase() === value.toLowerCase() ? value : title;
}

function oneOf(values: readonly string[], field: ListField | undefined): string {
  const titles = values.map((value) => titleOf(value, field));
  if (titles.length < 2) return titles[0] ?? t("lists.nothingSet");
  return `${titles.slice(0, -1).join(", ")} ${t("lists.or")} ${titles.at(-1) ?? ""}`;
}

/** A condition as the middle of a sentence. */
export function clauseOf(condition: Condition, field: ListField | undefined): Clause {
  const say = (verb: string, value: string): Clause => ({ field: small(field?.title ?? condition.field), verb, value });
  if ("is" in condition) return say(t("lists.is"), oneOf(condition.is, field));
  if ("not" in condition) return say(t(condition.not.length > 1 ? "lists.isNeither" : "lists.isNot"), oneOf(condition.not, field));
  if ("has" in condition) return say(t("lists.has"), t("lists.quoted", { text: condition.has }));
  if ("above" in condition || "below" in condition) {
    const { above, below } = condition;
    if (above !== undefined && below !== undefined)
      return say(t("lists.within"), t("lists.between", { from: formatValue(above), to: formatValue(below) }));
    if (above !== undefined) return say(t("lists.above"), formatValue(above));
    return say(t("lists.below"), below === undefined ? t("lists.nothingSet") : formatValue(below));
  }
  const { from, to } = condition as { from?: number; to?: number };
  if (from !== undefined && to !== undefined) {
    const [first, last] = [formatDay(from), formatDay(to - 1)];
    return say(t("lists.during"), to - from <= dayMs ? first : t("lists.range", { from: first, to: last }));
  }
  if (from !== undefined) return say(t("lists.from"), formatDay(from));
  return say(t("lists.to"), to === undefined ? t("lists.nothingSet") : formatDay(to));
}

export const joined = ({ field, verb, value }: Clause) => `${field} ${verb} ${value}`;

/** The whole filter as one sentence: "Tasks where state is disputed and confidence < 0.80". */
export function sentenceOf(what: string, filter: Filter, fields: readonly ListField[]): string {
  if (filter.length === 0) return t("lists.everything", { what });
  const clauses = filter.map((condition) =>
    joined(
      clauseOf(
        condition,
        fields.find(({ name }) => name === condition.field),
      ),
    ),
  );
  return t("lists.sentence", { what, conditions: clauses.join(` ${t("lists.and")} `) });
}
