import type { AnswerDocument, Condition, Ontology, Question } from "@/api/types";
import type { Records } from "@/editor/document";
import type { Json } from "@/editor/json";

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
  return answer !== null && answer !== "" && !(Array.isArray(answer) && answer.length === 0);
}

export function answersOf(records: Records): Answers {
  return Object.fromEntries(
    Object.entries(records).flatMap(([key, value]) => (key.startsWith("answers/") ? [[key.slice("answers/".length), value]] : [])),
  );
}

/** What is submitted: answers of hidden questions are dropped. */
export function toDocument(ontology: Ontology, records: Records): AnswerDocument {
  const answers = answersOf(records);
  const kept = shownQuestions(ontology.questions, answers).flatMap(({ name }) => {
    const answer = answers[name] ?? null;
    return isAnswered(answer) ? [[name, answer] as const] : [];
  });
  return { version: 1, objects: [], tracks: [], relations: [], answers: Object.fromEntries(kept) };
}

export function toRecords(document: AnswerDocument | null): Records {
  return Object.fromEntries(Object.entries(document?.answers ?? {}).map(([name, answer]) => [answerKey(name), answer]));
}

export interface Choice {
  readonly value: string | number;
  readonly title: string;
  readonly help: string;
  readonly key: string | null;
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
  if (question.kind !== "choice" && question.kind !== "multichoice") return [];
  const taken = new Set(question.options.flatMap(({ hotkey }) => (hotkey ? [hotkey.toUpperCase()] : [])));
  const free = Array.from({ length: 9 }, (_, at) => String(at + 1)).filter((key) => !taken.has(key));
  return question.options.map(({ name, title, help, hotkey }) => ({
    value: name,
    title: title || name,
    help,
    key: hotkey?.toUpperCase() ?? free.shift() ?? null,
  }));
}

/** The answer after picking a choice: one for a choice or rating, a set in the ontology's order for several. */
export function pick(question: Question, answer: Json, value: string | number): Json {
  if (question.kind !== "multichoice") return value;
  const chosen = new Set(Array.isArray(answer) ? (answer as readonly Json[]) : []);
  if (!chosen.delete(value)) chosen.add(value);
  const ordered = question.options.map(({ name }) => name).filter((name) => chosen.has(name));
  return ordered.length > 0 ? ordered : null;
}
