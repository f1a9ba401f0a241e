import type { Condition, Question } from "@/api/types";
import { t } from "@/app/messages";
import type { Records } from "@/editor/document";
import type { Json } from "@/editor/json";
import { toggleRank } from "./ranking";

export type Answers = Readonly<Record<string, Json>>;

export const answerKey = (question: string) => `answers/${question}`;

/** The questions that the answers so far lead to. What depends on a hidden question's answer stays hidden. */
export function shownQuestions(questions: readonly Question[], answers: Answers): Question[] {
  const live: Record<string, Json> = {};
  return questions.filter((question) => {
    if (question.when && !holds(question.when, live)) return false;
    const answer = answers[question.name] ?? null;
    if (isAnswered(answer)) live[question.name] = answer;
    return true;
  });
}

export function holds(condition: Condition, answers: Answers): boolean {
  if ("all" in condition) return condition.all.every((part) => holds(part, answers));
  if ("any" in condition) return condition.any.some((part) => holds(part, answers));
  if ("not" in condition) return !holds(condition.not, answers);
  const answer = answers[condition.question] ?? null;
  if ("answered" in condition) return isAnswered(answer);
  const given = (Array.isArray(answer) ? answer : [answer]).map(String);
  return condition.is.some((value) => given.includes(String(value)));
}

export function isAnswered(answer: Json): boolean {
  return answer !== null && !(typeof answer === "string" && answer.trim() === "") && !(Array.isArray(answer) && answer.length === 0);
}

export function answersOf(records: Records): Answers {
  return Object.fromEntries(
    Object.entries(records).flatMap(([key, value]) => (key.startsWith("answers/") ? [[key.slice("answers/".length), value]] : [])),
  );
}

export type ChoiceValue = string | number | boolean;

export interface Choice {
  readonly value: ChoiceValue;
  readonly title: string;
  readonly help: string;
  readonly key: string | null;
}

/** The answers in an editor, without a look at anything else that it holds. */
export function answersIn(editor: { keys(prefix: string): string[]; get(key: string): Json }): Answers {
  return Object.fromEntries(editor.keys("answers/").map((key) => [key.slice("answers/".length), editor.get(key)]));
}

/** The answers that count: those of questions that are asked, and say something. */
export function keptAnswers(questions: readonly Question[], answers: Answers): Record<string, Json> {
  return Object.fromEntries(
    shownQuestions(questions, answers).flatMap(({ name }) => {
      const answer = answers[name] ?? null;
      return isAnswered(answer) ? [[name, answer] as const] : [];
    }),
  );
}

/** What can be picked for a question, each with the key that picks it. */
export function choicesOf(question: Question): Choice[] {
  if (question.kind === "rating") {
    const [min, max] = [question.min ?? 1, question.max ?? 5];
    return Array.from({ length: max - min + 1 }, (_, step) => min + step).map((value) => ({
      value,
      title: String(value),
      help: "",
      key: value >= 0 && value <= 9 ? String(value) : null,
    }));
  }
  if (question.kind === "flag") {
    return [
      { value: true, title: t("label.yes"), help: "", key: "1" },
      { value: false, title: t("label.no"), help: "", key: "2" },
    ];
  }
  if (question.options.length === 0) return [];
  const taken = new Set(question.options.flatMap(({ hotkey }) => (hotkey ? [hotkey.toUpperCase()] : [])));
  const free = Array.from({ length: 9 }, (_, at) => String(at + 1)).filter((key) => !taken.has(key));
  return question.options.map(({ name, title, help, hotkey }) => ({
    value: name,
    title: title || name,
    help,
    key: hotkey?.toUpperCase() ?? free.shift() ?? null,
  }));
}

/** The answer after picking a choice: one for a choice or rating, a set in the ontology's order for several, the next place in a ranking. */
export function pick(question: Question, answer: Json, value: ChoiceValue): Json {
  if (question.kind === "ranking") return toggleRank(question, answer, String(value));
  if (question.kind !== "multichoice") return value;
  const chosen = new Set<Json>(Array.isArray(answer) ? (answer as readonly Json[]) : []);
  if (!chosen.delete(value)) chosen.add(value);
  const ordered = question.options.map(({ name }) => name).filter((name) => chosen.has(name));
  return ordered.length > 0 ? ordered : null;
}
