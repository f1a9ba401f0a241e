import type { Ontology, Question } from "@/api/types";
import { t } from "@/app/messages";
import type { Command } from "@/editor/commands";
import { choicesOf } from "./questions";
import type { FormEditor, FormInput } from "./tool";

/** The keys of a question's options, while it is in focus. */
export function optionCommands(editor: FormEditor, question: Question, group: string, inFocus: () => boolean): Command[] {
  return choicesOf(question).flatMap(({ key, title, value }) =>
    key === null
      ? []
      : [
          {
            id: `form.option.${group}${question.name}.${String(value)}`,
            title: `${question.title || question.name} → ${title}`,
            group: t("command.group.question"),
            keys: [key],
            scope: `question:${group}${question.name}`,
            quiet: true,
            fixed: true,
            when: () => inFocus() && editor.passing.focus === question.name,
            run: () => editor.send({ type: "choose", question: question.name, value }),
          },
        ],
  );
}

/** Everything the keyboard can do with what is asked; `inFocus` finds the question that it acts on. */
export function formCommands(
  editor: FormEditor,
  ontology: Ontology,
  inFocus = () => ontology.questions.find(({ name }) => name === editor.passing.focus),
): Command[] {
  const group = t("command.group.label");
  const command = (id: string, title: string, keys: string[], input: () => FormInput, more: Partial<Command> = {}): Command => ({
    id: `form.${id}`,
    title,
    group,
    keys,
    scope: "page",
    run: () => editor.send(input()),
    ...more,
  });

  // Where there are objects as well, the arrows are theirs until a question has been gone to.
  const scope = ontology.classes.length > 0 ? "questions" : "page";
  const move = { quiet: true, scope, when: () => editor.passing.focus !== "" };
  const ranked = () => {
    const question = inFocus();
    const value = question?.kind === "ranking" && choicesOf(question)[editor.passing.cursor]?.value;
    return question && value !== undefined && value !== false ? { question: question.name, value: String(value) } : null;
  };
  const rank = (how: "up" | "down" | "tie", title: string, keys: string[]): Command => ({
    ...command(`rank.${how}`, title, keys, () => ({ type: "rank", question: "", value: "", ...ranked(), how })),
    group: t("command.group.question"),
    scope,
    quiet: true,
    when: () => ranked() !== null,
  });
  const all = [...ontology.questions, ...ontology.classes.flatMap(({ attributes }) => attributes)];
  const ranks = all.some(({ kind }) => kind === "ranking")
    ? [
        rank("up", t("label.rankUp"), ["Shift+Up"]),
        rank("down", t("label.rankDown"), ["Shift+Down"]),
        rank("tie", t("label.rankTie"), ["Shift+Right"]),
      ]
    : [];

  return [
    ...ranks,
    command("undo", t("label.undo"), ["Mod+Z"], () => ({ type: "undo" }), { inText: "own", when: () => editor.canUndo }),
    command("redo", t("label.redo"), ["Mod+Shift+Z", "Mod+Y"], () => ({ type: "redo" }), { inText: "own", when: () => editor.canRedo }),
    command("next", t("label.nextQuestion"), ["Down"], () => ({ type: "move", by: 1 }), move),
    command("previous", t("label.previousQuestion"), ["Up"], () => ({ type: "move", by: -1 }), move),
    command("right", t("label.nextOption"), ["Right"], () => ({ type: "reach", by: 1 }), move),
    command("left", t("label.previousOption"), ["Left"], () => ({ type: "reach", by: -1 }), move),
    command("toggle", t("label.toggleOption"), ["Space"], () => ({ type: "toggle" }), move),
    command("clear", t("label.clear"), ["Backspace"], () => ({ type: "clear", question: editor.passing.focus }), move),
    ...ontology.questions.flatMap((question) => optionCommands(editor, question, "", () => true)),
  ];
}
