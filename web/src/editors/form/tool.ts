import type { Ontology, Question } from "@/api/types";
import type { Door } from "@/editor/door";
import { Editor } from "@/editor/editor";
import type { Records } from "@/editor/document";
import type { Json } from "@/editor/json";
import type { Hand, ToolState } from "@/editor/tool";
import { moveRank, tieRank } from "./ranking";
import { answerKey, answersOf, choicesOf, isAnswered, pick, shownQuestions, type ChoiceValue } from "./questions";

export type FormInput =
  | { readonly type: "choose"; readonly question: string; readonly value: ChoiceValue }
  | { readonly type: "write"; readonly question: string; readonly value: Json }
  | { readonly type: "settle" }
  | { readonly type: "clear"; readonly question: string }
  | { readonly type: "focus"; readonly question: string }
  | { readonly type: "rest" }
  | { readonly type: "move"; readonly by: number }
  | { readonly type: "rank"; readonly question: string; readonly value: string; readonly how: "up" | "down" | "tie" }
  | { readonly type: "reach"; readonly by: number }
  | { readonly type: "toggle" }
  | { readonly type: "undo" }
  | { readonly type: "redo" };

/** Which question the keys act on, and in a multiple choice which row. */
export interface FormFocus {
  readonly focus: string;
  readonly cursor: number;
}

export type FormEditor = Door<FormInput, FormFocus>;

export function openForm(ontology: Ontology, records: Records): FormEditor {
  return new Editor<FormInput, FormFocus>(records, formTool(ontology), firstFocus(ontology, records));
}

/** The keys act on the first question, unless there are objects to mark: then the questions wait until they are asked for. */
export function firstFocus(ontology: Ontology, records: Records): FormFocus {
  const first = ontology.classes.length > 0 ? undefined : shownQuestions(ontology.questions, answersOf(records))[0];
  return { focus: first?.name ?? "", cursor: 0 };
}

/** Whether choosing leaves the question open for more. */
const isSeveral = ({ kind }: Question) => kind === "multichoice" || kind === "ranking";

type FormState = ToolState<FormInput, FormFocus>;
type FormHand = Hand<FormFocus>;

export function formTool(ontology: Ontology): FormState {
  const find = (name: string) => ontology.questions.find((question) => question.name === name);
  const answer = (hand: FormHand, name: string) => hand.get(answerKey(name));
  const shown = (hand: FormHand) =>
    shownQuestions(ontology.questions, answersOf(Object.fromEntries(hand.keys("answers/").map((key) => [key, hand.get(key)]))));

  const focus = (hand: FormHand, question: Question | undefined) => {
    if (!question) return;
    const choices = choicesOf(question);
    const chosen = answer(hand, question.name);
    hand.pass({
      focus: question.name,
      cursor: Math.max(
        0,
        choices.findIndex(({ value }) => value === chosen),
      ),
    });
  };

  const choose = (hand: FormHand, question: Question, value: ChoiceValue) => {
    hand.put(answerKey(question.name), pick(question, answer(hand, question.name), value));
    hand.commit();
    focus(hand, question);
    if (isSeveral(question)) {
      hand.pass({
        cursor: Math.max(
          0,
          choicesOf(question).findIndex((choice) => choice.value === value),
        ),
      });
      return;
    }
    // On to the next question that waits for an answer; an optional text doesn't, so that Enter still submits.
    const questions = shown(hand);
    const rest = questions.slice(questions.findIndex(({ name }) => name === question.name) + 1);
    focus(
      hand,
      rest.find(({ name, kind, required }) => !isAnswered(answer(hand, name)) && (required || (kind !== "text" && kind !== "number"))),
    );
  };

  /** After undo and redo the focus may be on a question that is gone. */
  const stayVisible = (hand: FormHand) => {
    const questions = shown(hand);
    const at = hand.passing.focus;
    if (at !== "" && !questions.some(({ name }) => name === at)) focus(hand, questions.at(-1));
  };

  const answering: FormState = {
    name: "answering",
    on: {
      choose: (input, hand) => {
        const question = find(input.question);
        if (question) choose(hand, question, input.value);
        return undefined;
      },
      write: (input, hand) => {
        hand.put(answerKey(input.question), input.value);
        hand.pass({ focus: input.question });
        return writing(input.question);
      },
      clear: (input, hand) => {
        hand.remove(answerKey(input.question));
        hand.commit();
        return undefined;
      },
      focus: (input, hand) => {
        focus(hand, find(input.question));
        return undefined;
      },
      rest: (_, hand) => {
        hand.pass({ focus: "" });
        return undefined;
      },
      move: (input, hand) => {
        const questions = shown(hand);
        const at = questions.findIndex(({ name }) => name === hand.passing.focus);
        focus(hand, questions[Math.min(questions.length - 1, Math.max(0, at + input.by))]);
        return undefined;
      },
      reach: (input, hand) => {
        const question = find(hand.passing.focus);
        const choices = question ? choicesOf(question) : [];
        if (!question || choices.length === 0) return undefined;
        const chosen = choices.findIndex(({ value }) => value === answer(hand, question.name));
        const from = isSeveral(question) ? hand.passing.cursor : chosen >= 0 ? chosen : input.by > 0 ? -1 : choices.length;
        const cursor = Math.min(choices.length - 1, Math.max(0, from + input.by));
        hand.pass({ cursor });
        const choice = choices[cursor];
        if (!isSeveral(question) && choice) {
          hand.put(answerKey(question.name), choice.value);
          hand.commit();
        }
        return undefined;
      },
      rank: ({ question: name, value, how }, hand) => {
        const question = find(name);
        if (!question) return undefined;
        const before = answer(hand, name);
        hand.put(
          answerKey(name),
          how === "tie" ? tieRank(question, before, value) : moveRank(question, before, value, how === "up" ? -1 : 1),
        );
        hand.commit();
        focus(hand, question);
        hand.pass({
          cursor: Math.max(
            0,
            choicesOf(question).findIndex((choice) => choice.value === value),
          ),
        });
        return undefined;
      },
      toggle: (_, hand) => {
        const question = find(hand.passing.focus);
        const choice = question && choicesOf(question)[hand.passing.cursor];
        if (question && choice) choose(hand, question, choice.value);
        return undefined;
      },
      undo: (_, hand) => {
        hand.undo();
        stayVisible(hand);
        return undefined;
      },
      redo: (_, hand) => {
        hand.redo();
        stayVisible(hand);
        return undefined;
      },
    },
  };

  /** Letters of one go are one undo step: it ends when writing pauses, or with whatever else is done. */
  const writing = (name: string): FormState => {
    const finish =
      <K extends Exclude<FormInput["type"], "write" | "settle">>(type: K) =>
      (input: Extract<FormInput, { type: K }>, hand: FormHand): FormState => {
        hand.commit();
        answering.on[type]?.(input, hand);
        return answering;
      };
    return {
      name: "writing",
      leave: (hand) => hand.commit(),
      on: {
        write: (input, hand) => {
          if (input.question !== name) {
            hand.commit();
            return answering.on.write?.(input, hand);
          }
          hand.put(answerKey(name), input.value);
          return undefined;
        },
        settle: () => answering,
        choose: finish("choose"),
        clear: finish("clear"),
        focus: finish("focus"),
        rest: finish("rest"),
        move: finish("move"),
        rank: finish("rank"),
        reach: finish("reach"),
        toggle: finish("toggle"),
        undo: finish("undo"),
        redo: finish("redo"),
      },
    };
  };

  return answering;
}
