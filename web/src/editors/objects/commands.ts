import type { Ontology } from "@/api/types";
import { t } from "@/app/messages";
import type { Command } from "@/editor/commands";
import { optionCommands } from "../form/commands";
import { answersIn, shownQuestions } from "../form/questions";
import type { TaskEditor, TaskInput } from "../task";
import { asQuestion, inHand, isAttribute, shownAttributes } from "./attributes";
import { clipboard } from "./clipboard";
import { asObject, asRelation, idOf, inOrder, objectKey } from "./records";

/** Keys that classes get in turn where the ontology gives them none. */
const digits = ["", "Shift+"].flatMap((shift) => Array.from({ length: 9 }, (_, at) => `${shift}${at + 1}`));

/** Keys of the page and of all objects, which no class can have, whoever wrote the ontology. */
export const pageKeys: ReadonlySet<string> = new Set([..."AFHILPQS", "?", "0", "+", "-", "=", "[", "]"]);

/** The key that chooses each class: its own, else the next digit that is free. */
export function classKeys(ontology: Ontology): ReadonlyMap<string, string> {
  const ownOf = (hotkey: string | null | undefined) => {
    const key = hotkey?.toUpperCase();
    return key === undefined || pageKeys.has(key) ? null : key;
  };
  const own = new Set(ontology.classes.map(({ hotkey }) => ownOf(hotkey)));
  const free = digits.filter((key) => !own.has(key));
  return new Map(
    ontology.classes.flatMap(({ name, hotkey }) => {
      const key = ownOf(hotkey) ?? free.shift();
      return key === undefined ? [] : [[name, key] as const];
    }),
  );
}

export function selectedObjects(editor: TaskEditor) {
  return inOrder([...editor.passing.selected]).flatMap((id) => {
    const held = editor.get(objectKey(id));
    return held === null ? [] : [asObject(held)];
  });
}

/** Everything the keyboard can do with objects, whatever they are. Nothing where the ontology has none. */
export function objectCommands(editor: TaskEditor, ontology: Ontology): Command[] {
  if (ontology.classes.length === 0) return [];
  const onObjects = () => editor.passing.focus === "";
  const some = () => onObjects() && editor.passing.selected.size > 0;
  const command = (id: string, title: string, keys: string[], run: () => void, more: Partial<Command> = {}): Command => ({
    id: `objects.${id}`,
    title,
    group: t("command.group.objects"),
    keys,
    scope: "page",
    when: onObjects,
    run,
    ...more,
  });
  const send = (input: TaskInput) => editor.send(input);
  const ids = () => inOrder(editor.keys("objects/").map(idOf));
  /** What the hand can get at: nobody deletes what they don't see. */
  const within = () => ids().filter((id) => !editor.passing.hidden.has(id) && !editor.passing.locked.has(id));
  const keys = classKeys(ontology);

  // Without anything to step to, the key leads through the page as everywhere.
  const stepping = () => onObjects() && ids().length > 0;
  const isHere = (id: string) => editor.get(objectKey(id)) !== null;

  const copy = () => {
    const objects = selectedObjects(editor);
    const held = new Set(objects.map(({ id }) => id));
    const relations = editor.keys("relations/").map((key) => asRelation(editor.get(key)));
    clipboard.hold({ objects, relations: relations.filter(({ from, to }) => held.has(from) && held.has(to)) });
  };
  const toggle = (type: "hide" | "lock", which: readonly string[]) => {
    const marked = type === "hide" ? editor.passing.hidden : editor.passing.locked;
    send({ type, ids: which, on: which.some((id) => !marked.has(id)) });
  };

  /** First what the objects in hand are asked, then the questions about the task, then those objects again. */
  const asked = () => {
    const attributes = shownAttributes(ontology, editor);
    const questions = shownQuestions(ontology.questions, answersIn(editor));
    return isAttribute(editor.passing.focus) ? (questions[0] ?? attributes[0]) : (attributes[0] ?? questions[0]);
  };
  const goToAsked = () => {
    const first = asked();
    if (first) send({ type: "focus", question: first.name });
  };

  return [
    ...ontology.classes.map(({ name, title }) =>
      command(
        `class.${name}`,
        t("objects.command.class", { title: title || name }),
        [keys.get(name) ?? []].flat(),
        () => send({ type: "classify", name }),
        {
          fixed: true,
        },
      ),
    ),
    command("next", t("objects.command.next"), ["Tab"], () => send({ type: "step", by: 1 }), { when: stepping }),
    command("previous", t("objects.command.previous"), ["Shift+Tab"], () => send({ type: "step", by: -1 }), { when: stepping }),
    command("all", t("objects.command.all"), ["Mod+A"], () => send({ type: "select", ids: within() })),
    command("delete", t("objects.command.delete"), ["Delete", "Backspace"], () => send({ type: "delete" }), {
      // Backspace is a question's while one is in focus.
      scope: "objects",
      when: some,
    }),
    command("copy", t("objects.command.copy"), ["Mod+C"], copy, { when: some }),
    command("paste", t("objects.command.paste"), ["Mod+V"], () => send({ type: "paste", ...clipboard.take(isHere) }), {
      when: () => onObjects() && clipboard.held.objects.length > 0,
    }),
    command("hide", t("objects.command.hide"), ["H"], () => toggle("hide", [...editor.passing.selected]), { when: some }),
    command("hideAll", t("objects.command.hideAll"), ["Shift+H"], () => toggle("hide", ids())),
    command("lock", t("objects.command.lock"), ["L"], () => toggle("lock", [...editor.passing.selected]), { when: some }),
    command("questions", t("objects.command.questions"), ["A"], goToAsked, { when: () => asked() !== undefined }),
    ...ontology.classes.flatMap((each) =>
      each.attributes.flatMap((attribute) =>
        optionCommands(editor, asQuestion(attribute), `${each.name}.`, () => inHand(editor)?.class === each.name),
      ),
    ),
    command("back", t("objects.command.back"), ["Escape"], () => send({ type: "rest" }), {
      scope: "questions",
      when: () => !onObjects(),
      quiet: true,
    }),
  ];
}
