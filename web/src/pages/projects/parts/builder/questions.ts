import type { Condition, Option, Question, QuestionKind } from "@/api/types";
import { t } from "@/app/messages";
import { choicesOf } from "@/editors/form/questions";

export const kinds: readonly QuestionKind[] = ["choice", "multichoice", "rating", "ranking", "number", "text"];
/** A yes or no is asked of objects only: of a whole item it is a choice that can be left open. */
export const attributeKinds: readonly QuestionKind[] = ["choice", "multichoice", "flag", "rating", "number", "text"];
export const hasOptions = (kind: QuestionKind) => kind === "choice" || kind === "multichoice" || kind === "ranking";

/** Keys that the labelling page keeps for itself. */
const taken = new Set(["S", "I", "P", "Q", "A", "F", "Y", "?"]);
export const wellFormed = /^[a-z][a-z0-9_]{0,63}$/;

export const option = (name: string, title: string): Option => ({ name, title, hotkey: null, help: "" });

export const question = (name: string, title: string, kind: QuestionKind, more: Partial<Question> = {}): Question => ({
  name,
  title,
  kind,
  required: kind !== "text" && kind !== "flag",
  help: "",
  options: [],
  min: kind === "rating" ? 1 : null,
  max: kind === "rating" ? 5 : null,
  when: null,
  ...more,
});

/** A name for exports made from words: small letters, digits and _. */
export function nameFrom(title: string, fallback: string, others: readonly string[]): string {
  const plain = title
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "_")
    .replace(/^[^a-z]+|_+$/g, "")
    .slice(0, 40)
    .replace(/_+$/, "");
  const base = plain || fallback;
  for (let n = 1; ; n += 1) {
    const name = n === 1 ? base : `${base}_${n}`;
    if (!others.includes(name)) return name;
  }
}

/** Whether a name still is what the words gave, so that it may follow them. */
export function follows(name: string, title: string, fallback: string): boolean {
  return name === fallback || name.replace(/_\d+$/, "") === nameFrom(title, fallback, []).replace(/_\d+$/, "");
}

/** What names are called now; an option that is no more is null. */
export interface Rename {
  question(name: string): string;
  option(question: string, name: string): string | null;
}

/** The same condition after a question or one of its options was renamed. */
export function renamed(condition: Condition, rename: Rename): Condition {
  if ("all" in condition) return { all: condition.all.map((part) => renamed(part, rename)) };
  if ("any" in condition) return { any: condition.any.map((part) => renamed(part, rename)) };
  if ("not" in condition) return { not: renamed(condition.not, rename) };
  const question = rename.question(condition.question);
  if ("is" in condition) return { question, is: condition.is.flatMap((one) => rename.option(condition.question, String(one)) ?? []) };
  return { ...condition, question };
}

function fits(condition: Condition, earlier: readonly Question[]): boolean {
  if ("all" in condition) return condition.all.every((part) => fits(part, earlier));
  if ("any" in condition) return condition.any.every((part) => fits(part, earlier));
  if ("not" in condition) return fits(condition.not, earlier);
  const source = earlier.find(({ name }) => name === condition.question);
  if (!source) return false;
  return (
    !("is" in condition) ||
    (condition.is.length > 0 && condition.is.every((one) => choicesOf(source).some(({ value }) => String(value) === one)))
  );
}

/** Everything that keeps these questions from being asked. */
export function checkQuestions(questions: readonly Question[]): string[] {
  return questions.flatMap((one, at) => {
    const n = at + 1;
    const title = one.title.trim() || t("builder.question", { n });
    const faults: string[] = [];
    if (!one.title.trim()) faults.push(t("builder.fault.title", { n }));
    if (!wellFormed.test(one.name) || questions.some((other, place) => place !== at && other.name === one.name))
      faults.push(t("builder.fault.name", { n }));
    if (hasOptions(one.kind)) {
      const names = new Set(one.options.map(({ name }) => name));
      if (
        one.options.length < 2 ||
        names.size < one.options.length ||
        one.options.some((each) => !each.title.trim() || !wellFormed.test(each.name))
      )
        faults.push(t("builder.fault.options", { title }));
      const keys = one.options.flatMap(({ hotkey }) => (hotkey ? [hotkey.toUpperCase()] : []));
      const bad = keys.find((key, place) => keys.indexOf(key) !== place || taken.has(key));
      if (bad) faults.push(t("builder.fault.hotkey", { title, key: bad }));
    }
    const [min, max] = [one.min, one.max];
    if (one.kind === "rating" && (min === null || max === null || min >= max || max - min > 10))
      faults.push(t("builder.fault.range", { title }));
    else if (min !== null && max !== null && min > max) faults.push(t("builder.fault.range", { title }));
    if (one.when && !fits(one.when, questions.slice(0, at))) faults.push(t("builder.fault.when", { title }));
    return faults;
  });
}
