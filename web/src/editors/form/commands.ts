import type { Ontology } from "@/api/types";
import { t } from "@/app/messages";
import type { Command } from "@/editor/commands";
import { choicesOf } from "./questions";
import type { FormEditor, FormInput } from "./tool";

/** Everything the keyboard can do with the questions. */
export function formCommands(editor: FormEditor, ontology: Ontology): Command[] {
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

  const options = ontology.questions.flatMap((question) =>
    choicesOf(question).flatMap(({ key, title, value }) =>
      key === null
        ? []
        : [
            command(
              `option.${question.name}.${String(value)}`,
              `${question.title || question.name} → ${title}`,
              [key],
              () => ({ type: "choose", question: question.name, value }),
              {
                group: t("command.group.question"),
                scope: `question:${question.name}`,
                quiet: true,
                fixed: true,
                when: () => editor.passing.focus === question.name,
              },
            ),
          ],
    ),
  );

  // Where there are objects as well, the arrows are theirs until a question has been gone to.
  const scope = ontology.classes.length > 0 ? "questions" : "page";
  const move = { quiet: true, scope, when: () => editor.passing.focus !== "" };
  const ranked = () => {
    const question = ontology.questions.find(({ name, kind }) => name === editor.passing.focus && kind === "ranking");
    const value = question && choicesOf(question)[editor.passing.cursor]?.value;
    return question && value !== undefined ? { question: question.name, value: String(value) } : null;
  };
  const rank = (how: "up" | "down" | "tie", title: string, keys: string[]): Command => ({
    ...command(`rank.${how}`, title, keys, () => ({ type: "rank", question: "", value: "", ...ranked(), how })),
    group: t("command.group.question"),
    scope,
    quiet: true,
    when: () => ranked() !== null,
  });
  const ranks = ontology.questions.some(({ kind }) => kind === "ranking")
    ? [
        rank("up", t("label.rankUp"), ["Shift+Up"]),
        rank("down", t("label.rankDown"), ["Shift+Down"]),
        rank("tie", t("label.rankTie"), ["Shift+Right"]),
      ]
    : [];

  return [
    ...ranks,
    command("undo", t("label.undo"), ["Mod+Z"], () => ({ type: "undo" }), { inText: true, when: () => editor.canUndo }),
    command("redo", t("label.redo"), ["Mod+Shift+Z", "Mod+Y"], () => ({ type: "redo" }), { inText: true, when: () => editor.canRedo }),
    command("next", t("label.nextQuestion"), ["Down"], () => ({ type: "move", by: 1 }), move),
    command("previous", t("label.previousQuestion"), ["Up"], () => ({ type: "move", by: -1 }), move),
    command("right", t("label.nextOption"), ["Right"], () => ({ type: "reach", by: 1 }), move),
    command("left", t("label.previousOption"), ["Left"], () => ({ type: "reach", by: -1 }), move),
    command("toggle", t("label.toggleOption"), ["Space"], () => ({ type: "toggle" }), move),
    command("clear", t("label.clear"), ["Backspace"], () => ({ type: "clear", question: editor.passing.focus }), move),
    ...options,
  ];
}
