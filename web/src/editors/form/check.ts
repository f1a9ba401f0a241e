import type { Question } from "@/api/types";
import { t } from "@/app/messages";
import type { Json } from "@/editor/json";
import { groupsOf } from "./ranking";
import { isAnswered, shownQuestions, type Answers } from "./questions";

/** Everything that keeps these answers from being submitted, by question. The server checks again. */
export function checkAnswers(questions: readonly Question[], answers: Answers): { question: string; text: string }[] {
  return shownQuestions(questions, answers).flatMap((question) => {
    const text = faultOf(question, answers[question.name] ?? null);
    return text ? [{ question: question.name, text }] : [];
  });
}

function faultOf(question: Question, answer: Json): string | null {
  const title = question.title || question.name;
  if (!isAnswered(answer)) return question.required ? t("check.required", { title }) : null;
  const { min, max } = question;
  switch (question.kind) {
    case "number":
      if (typeof answer !== "number") return t("check.number", { title });
      if (min !== null && answer < min) return t("check.min", { title, min });
      return max !== null && answer > max ? t("check.max", { title, max }) : null;
    case "text":
      return max !== null && typeof answer === "string" && [...answer].length > max ? t("check.long", { title, n: max }) : null;
    case "multichoice": {
      const n = Array.isArray(answer) ? answer.length : 0;
      if (min !== null && n < min) return t("check.few", { title, n: min });
      return max !== null && n > max ? t("check.many", { title, n: max }) : null;
    }
    case "ranking": {
      const n = groupsOf(answer).flat().length;
      const least = min ?? question.options.length;
      return n < least ? t("check.rank", { title, n: least }) : null;
    }
    default:
      return null;
  }
}
