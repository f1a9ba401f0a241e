import type { JsonValue, Ontology, Question } from "@/api/types";
import { choicesOf } from "@/editors/form/questions";
import { groupsOf } from "@/editors/form/ranking";

/** How an answer reads: the options' titles instead of their names. */
export function showAnswer(question: Question | undefined, value: JsonValue): string {
  if (value === null) return "";
  if (question?.kind === "ranking") {
    return groupsOf(value)
      .map((group) => group.map((name) => titleOf(question, name)).join(" = "))
      .join(" > ");
  }
  if (Array.isArray(value)) return value.map((one: JsonValue) => showAnswer(question, one)).join(", ");
  if (typeof value === "object") return JSON.stringify(value);
  return titleOf(question, value);
}

function titleOf(question: Question | undefined, value: string | number | boolean): string {
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
