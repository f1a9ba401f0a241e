import type { Condition, Option, Question, QuestionKind } from "@/api/types";
import { t } from "@/app/messages";
import { choicesOf } from "@/editors/form/questions";

export const kinds: readonly QuestionKind[] = ["choice", "multichoice", "rating", "number", "text"];
/** Keys that the labelling page keeps for itself. */
const taken = new Set(["S", "I", "P", "Q", "?"]);
const wellFormed = /^[a-z][a-z0-9_]{0,63}$/;

export const option = (name: string, title: string): Option => ({ name, title, hotkey: null, help: "" });

export const question = (name: string, title: string, kind: QuestionKind, more: Partial<Question> = {}): Question => ({
  name,
  title,
  kind,
  required: kind !== "text",
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

/** The same condition after a question or one of its options was renamed. */
export function renamed(condition: Condition, rename: (question: string, option?: string) => string): Condition {
  if ("all" in condition) return { all: condition.all.map((part) => renamed(part, rename)) };
  if ("any" in condition) return { any: condition.any.map((part) => renamed(part, rename)) };
  if ("not" in condition) return { not: renamed(condition.not, rename) };
  if ("is" in condition)
    return { question: rename(condition.question), is: condition.is.map((one) => rename(condition.question, String(one))) };
  return { ...condition, question: rename(condition.question) };
}

function fits(condition: Condition, earlier: readonly Question[]): boolean {
  if ("all" in condition) return condition.all.every((part) => fits(part, earlier));
  if ("any" in condition) return condition.any.every((part) => fits(part, earlier));
  if ("not" in condition) return fits(condition.not, earlier);
  const source = earlier.find(({ name }) => name === condition.question);
  if (!source) return false;
  return !("is" in condition) || condition.is.every((one) => choicesOf(source).some(({ value }) => String(value) === one));
}

/** Everything that keeps these questions from being asked. */
export function checkQuestions(questions: readonly Question[]): string[] {
  if (questions.length === 0) return [t("builder.fault.none")];
  return questions.flatMap((one, at) => {
    const n = at + 1;
    const title = one.title.trim();
    const faults: string[] = [];
    if (!title) faults.push(t("builder.fault.title", { n }));
    if (!wellFormed.test(one.name) || questions.some((other, place) => place !== at && other.name === one.name))
      faults.push(t("builder.fault.name", { n }));
    if (one.kind === "choice" || one.kind === "multichoice") {
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

export interface Template {
  readonly id: "sentiment" | "topic" | "rating" | "moderation" | "blank";
  readonly questions: readonly Question[];
  readonly instructions: string;
}

export const templates: readonly Template[] = [
  {
    id: "sentiment",
    questions: [
      question("sentiment", "How does the writer feel?", "choice", {
        options: [option("positive", "Positive"), option("neutral", "Neutral"), option("negative", "Negative")],
      }),
    ],
    instructions:
      "Judge the **whole text**, not single words.\n\n- *Neutral* is for facts without a feeling.\n- If praise and complaint are mixed, take the stronger one.",
  },
  {
    id: "topic",
    questions: [
      question("topic", "What is it about?", "choice", {
        options: [
          option("billing", "Billing"),
          option("delivery", "Delivery"),
          option("product", "Product"),
          option("other", "Something else"),
        ],
      }),
      question("urgency", "How urgent is it?", "rating", {
        help: "1 can wait, 5 can’t.",
        when: { question: "topic", is: ["billing", "delivery", "product"] },
      }),
      question("note", "What is it instead?", "text", { when: { question: "topic", is: ["other"] }, max: 300 }),
    ],
    instructions: "Answer for the writer’s **main concern**. If two weigh the same, take the one that is named first.",
  },
  {
    id: "rating",
    questions: [
      question("quality", "How good is this text?", "rating", { help: "1 is unusable, 5 is excellent." }),
      question("reason", "Why?", "text", { max: 500 }),
    ],
    instructions: "Rate what is written, not whether you agree with it.",
  },
  {
    id: "moderation",
    questions: [
      question("allowed", "May this be published?", "choice", {
        options: [option("yes", "Yes"), option("no", "No"), option("unsure", "Not sure")],
      }),
      question("problems", "What is wrong with it?", "multichoice", {
        options: [
          option("insult", "Insult"),
          option("hate", "Hate"),
          option("private", "Private details"),
          option("spam", "Advertising"),
          option("other", "Something else"),
        ],
        when: { question: "allowed", is: ["no", "unsure"] },
      }),
    ],
    instructions: "Say *Not sure* rather than guess; a second person will look at it.",
  },
  {
    id: "blank",
    questions: [question("question_1", "", "choice", { options: [option("option_1", ""), option("option_2", "")] })],
    instructions: "",
  },
];
