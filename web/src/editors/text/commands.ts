import type { Ontology } from "@/api/types";
import { t } from "@/app/messages";
import type { Command } from "@/editor/commands";
import type { TextInput } from "./passing";
import type { TextEditor } from "./textEditor";
import type { TextModel } from "./TextModel";
import { fitting } from "./tools/relate";

/** What commands need of the screen: where the next line is. */
export interface Lines {
  lineFrom(by: 1 | -1): number | null;
}

const keysWith = (mods: readonly string[], key: string) => mods.map((mod) => `${mod}${key}`);

type Over = "token" | "character" | "paragraph" | "text";

/** Everything the keyboard can do with a text, besides handling objects and answering questions. */
export function textCommands(editor: TextEditor, model: TextModel, ontology: Ontology, lines: Lines, readOnly = false): Command[] {
  const send = (input: TextInput) => editor.send(input);
  const onText = () => editor.passing.focus === "";
  const command = (id: string, title: string, keys: string[], run: () => void, more: Partial<Command> = {}): Command => ({
    id: `text.${id}`,
    title,
    group: t("command.group.text"),
    keys,
    scope: "text",
    when: onText,
    run,
    ...more,
  });

  /** Left is back, unless the paragraph reads from the right. */
  const onward = (right: boolean): 1 | -1 => {
    const { range, place } = editor.passing;
    const rtl = model.blocks[model.blockAt(range?.start ?? place)]?.dir === "rtl";
    return right === rtl ? -1 : 1;
  };
  const walking = (id: string, title: string, key: string, over: Over, by: () => 1 | -1, mods: readonly string[] = [""]) => [
    command(id, title, keysWith(mods, key), () => send({ type: "walk", by: by(), over, extend: false }), { quiet: true }),
    command(
      `${id}.extend`,
      t("text.extend", { title }),
      keysWith(mods, `Shift+${key}`),
      () => send({ type: "walk", by: by(), over, extend: true }),
      {
        quiet: true,
      },
    ),
  ];
  const toLine = (by: 1 | -1, extend: boolean) => {
    const at = lines.lineFrom(by);
    if (at !== null) send({ type: "goTo", at, extend });
  };
  const lining = (id: string, title: string, key: string, by: 1 | -1) => [
    command(id, title, [key], () => toLine(by, false), { quiet: true }),
    command(`${id}.extend`, t("text.extend", { title }), [`Shift+${key}`], () => toLine(by, true), { quiet: true }),
  ];

  const marks = () => onText() && editor.passing.selected.size > 0;
  const asked = () => askedRelations(editor, ontology);
  const busy = () => {
    const { selected, range, pull, arc, dragging } = editor.passing;
    return onText() && (selected.size > 0 || range !== null || pull !== null || arc !== null || dragging || editor.isOpen);
  };

  const cancel = command("cancel", t("text.cancel"), ["Escape"], () => send({ type: "cancel" }), {
    scope: "relation",
    when: busy,
    quiet: true,
  });
  // Where one only looks, the arrows scroll.
  if (readOnly) return [cancel];

  return [
    ...walking("right", t("text.right"), "Right", "token", () => onward(true)),
    ...walking("left", t("text.left"), "Left", "token", () => onward(false)),
    ...walking("characterRight", t("text.characterRight"), "Right", "character", () => onward(true), ["Mod+"]),
    ...walking("characterLeft", t("text.characterLeft"), "Left", "character", () => onward(false), ["Mod+"]),
    ...lining("down", t("text.down"), "Down", 1),
    ...lining("up", t("text.up"), "Up", -1),
    ...walking("nextParagraph", t("text.nextParagraph"), "Down", "paragraph", () => 1, ["Mod+"]),
    ...walking("previousParagraph", t("text.previousParagraph"), "Up", "paragraph", () => -1, ["Mod+"]),
    ...walking("first", t("text.first"), "Home", "text", () => -1, ["", "Mod+"]),
    ...walking("last", t("text.last"), "End", "text", () => 1, ["", "Mod+"]),
    command("mark", t("text.mark"), ["Space"], () => send({ type: "markRange" }), {
      when: () => onText() && editor.passing.range !== null && editor.passing.selected.size === 0,
    }),
    command("fine", t("text.fine"), ["C"], () => send({ type: "fine", on: !editor.passing.fine })),
    command("everywhere", t("text.everywhere"), ["M"], () => send({ type: "everywhere" }), {
      when: () => onText() && (editor.passing.selected.size > 0 || editor.passing.range !== null),
    }),
    command("endLonger", t("text.endLonger"), ["]"], () => send({ type: "nudge", end: "end", by: 1 }), { when: marks }),
    command("endShorter", t("text.endShorter"), ["["], () => send({ type: "nudge", end: "end", by: -1 }), { when: marks }),
    command("startShorter", t("text.startShorter"), ["}"], () => send({ type: "nudge", end: "start", by: 1 }), { when: marks }),
    command("startLonger", t("text.startLonger"), ["{"], () => send({ type: "nudge", end: "start", by: -1 }), { when: marks }),
    ...(ontology.relations.length > 0
      ? [
          command("relate", t("text.relate"), ["R"], () => send({ type: "aim" }), {
            when: () => onText() && (marks() || editor.passing.pull !== null),
          }),
        ]
      : []),
    ...Array.from({ length: Math.min(9, ontology.relations.length) }, (_, at) =>
      command(
        `relateAs.${at + 1}`,
        t("text.relateAs", { n: at + 1 }),
        [String(at + 1)],
        () => send({ type: "relateAs", relation: asked()[at]?.name ?? "" }),
        { scope: "relation", fixed: true, quiet: true, when: () => onText() && asked()[at] !== undefined },
      ),
    ),
    command(
      "unrelate",
      t("text.unrelate"),
      ["Delete", "Backspace"],
      () => {
        const { arc } = editor.passing;
        if (arc !== null) editor.send({ type: "unrelate", key: arc });
        send({ type: "arc", key: null });
      },
      { scope: "relation", when: () => onText() && editor.passing.arc !== null, quiet: true },
    ),
    cancel,
  ];
}

/** The relations to choose from, while one of several is asked for. */
export function askedRelations(editor: TextEditor, ontology: Ontology): Ontology["relations"] {
  const { pull } = editor.passing;
  return pull?.asks === true && pull.to !== null ? fitting(ontology, editor, pull.from, pull.to) : [];
}
