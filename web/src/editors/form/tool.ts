import type { Ontology, Question } from "@/api/types";
import type { Door } from "@/editor/door";
import { Editor } from "@/editor/editor";
import type { Records } from "@/editor/document";
import type { Json } from "@/editor/json";
import type { Hand, ToolState } from "@/editor/tool";
import { moveRank, tieRank } from "./ranking";
import { aboutTheTask, type Asked } from "./asked";
import { answersOf, choicesOf, isAnswered, pick, shownQuestions, type ChoiceValue } from "./questions";

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
  return new Editor<FormInput, FormFocus>(records, formTool(aboutTheTask(ontology)), firstFocus(ontology, records));
}

/** The keys act on the first question, unless there are objects to mark: then the questions wait until they are asked for. */
export function firstFocus(ontology: Ontology, records: Records): FormFocus {
  const first = ontology.classes.length > 0 ? undefined : shownQuestions(ontology.questions, answersOf(records))[0];
  return { focus: first?.name ?? "", cursor: 0 };
}

/** Whether choosing leaves the question open for more. */
const isSeveral = ({ kind }: Question) => kind === "multichoice" || kind === "ranking";

/** Answers whatever is asked, by pointer and keys. */
export function formTool<S extends FormFocus>(asked: Asked<S>): ToolState<FormInput, S> {
  type FormState = ToolState<FormInput, S>;
  type FormHand = Hand<S>;
  const pass = (hand: FormHand, focus: Partial<FormFocus>) => hand.pass(focus as Partial<S>);
  const { find, answer } = asked;
  const shown = (hand: FormHand) => asked.around(hand, hand.passing.focus);

  const focus = (hand: FormHand, question: Question | undefined) => {
    if (!question) return;
    const choices = choicesOf(question);
    const chosen = answer(hand, question.name);
    pass(hand, {
      focus: question.name,
      cursor: Math.max(
        0,
        choices.findIndex(({ value }) => value === chosen),
      ),
    });
  };

  const choose = (hand: FormHand, question: Question, value: ChoiceValue) => {
    asked.put(hand, question.name, pick(question, answer(hand, question.name), value));
    hand.commit();
    focus(hand, question);
    if (isSeveral(question)) {
      pass(hand, {
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
    if (at === "" || questions.some(({ name }) => name === at)) return;
    const last = questions.at(-1);
    if (last) focus(hand, last);
    else pass(hand, { focus: "" });
  };

  const answering: FormState = {
    name: "answering",
    on: {
      choose: (input, hand) => {
        const question = find(hand, input.question);
        if (question) choose(hand, question, input.value);
        return undefined;
      },
      write: (input, hand) => {
        asked.put(hand, input.question, input.value);
        pass(hand, { focus: input.question });
        return writing(input.question);
      },
      clear: (input, hand) => {
        asked.put(hand, input.question, null);
        hand.commit();
        return undefined;
      },
      focus: (input, hand) => {
        focus(hand, find(hand, input.question));
        return undefined;
      },
      rest: (_, hand) => {
        pass(hand, { focus: "" });
        return undefined;
      },
      move: (input, hand) => {
        const questions = shown(hand);
        const at = questions.findIndex(({ name }) => name === hand.passing.focus);
        focus(hand, questions[Math.min(questions.length - 1, Math.max(0, at + input.by))]);
        return undefined;
      },
      reach: (input, hand) => {
        const question = find(hand, hand.passing.focus);
        const choices = question ? choicesOf(question) : [];
        if (!question || choices.length === 0) return undefined;
        const chosen = choices.findIndex(({ value }) => value === answer(hand, question.name));
        const from = isSeveral(question) ? hand.passing.cursor : chosen >= 0 ? chosen : input.by > 0 ? -1 : choices.length;
        const cursor = Math.min(choices.length - 1, Math.max(0, from + input.by));
        pass(hand, { cursor });
        const choice = choices[cursor];
        if (!isSeveral(question) && choice) {
          asked.put(hand, question.name, choice.value);
          hand.commit();
        }
        return undefined;
      },
      rank: ({ question: name, value, how }, hand) => {
        const question = find(hand, name);
        if (!question) return undefined;
        const before = answer(hand, name);
        asked.put(hand, name, how === "tie" ? tieRank(question, before, value) : moveRank(question, before, value, how === "up" ? -1 : 1));
        hand.commit();
        focus(hand, question);
        pass(hand, {
          cursor: Math.max(
            0,
            choicesOf(question).findIndex((choice) => choice.value === value),
          ),
        });
        return undefined;
      },
      toggle: (_, hand) => {
        const question = find(hand, hand.passing.focus);
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
          asked.put(hand, name, input.value);
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
