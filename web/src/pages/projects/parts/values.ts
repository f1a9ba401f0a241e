import type { JsonValue, Ontology, Question } from "@/api/types";
import { choicesOf } from "@/editors/form/questions";

/** How an answer reads: the options' titles instead of their names. */
export function showAnswer(question: Question | undefined, value: JsonValue): string {
  if (value === null) return "";
  if (Array.isArray(value)) return value.map((one: JsonValue) => showAnswer(question, one)).join(", ");
  if (typeof value === "object") return JSON.stringify(value);
  const titled = question && choicesOf(question).find((choice) => String(choice.value) === String(value));
  return titled?.title ?? String(value);
}

/** Where an answer stands among its question's options, for its colour. */
export function placeOf(question: Question | undefined, value: JsonValue): number {
  if (!question || (typeof value !== "string" && typeof value !== "number")) return -1;
  return choicesOf(question).findIndex((choice) => String(choice.value) === String(value));
}

export function questionOf(ontology: Ontology, name: string): Question | undefined {
  return ontology.questions.find((question) => question.name === name);
}
