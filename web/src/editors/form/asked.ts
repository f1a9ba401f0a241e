import type { Ontology, Question } from "@/api/types";
import type { Json } from "@/editor/json";
import type { Hand } from "@/editor/tool";
import { answerKey, answersIn, shownQuestions } from "./questions";

/** What is asked, and where the answers to it are. Each question has a name of its own among all of them. */
export interface Asked<S> {
  readonly find: (hand: Reading<S>, name: string) => Question | undefined;
  /** Those that keys lead through, from the one of this name on and back. */
  readonly around: (hand: Reading<S>, name: string) => readonly Question[];
  readonly answer: (hand: Reading<S>, name: string) => Json;
  /** Null takes the answer away; the caller commits. */
  readonly put: (hand: Hand<S>, name: string, value: Json) => void;
}

export type Reading<S> = Pick<Hand<S>, "get" | "keys" | "passing">;

/** The questions about the task as a whole. */
export function aboutTheTask<S>(ontology: Ontology): Asked<S> {
  return {
    find: (_, name) => ontology.questions.find((question) => question.name === name),
    around: (hand) => shownQuestions(ontology.questions, answersIn(hand)),
    answer: (hand, name) => hand.get(answerKey(name)),
    put: (hand, name, value) => hand.put(answerKey(name), value),
  };
}
