import { describe, expect, it } from "vitest";
import type { Ontology, Question } from "@/api/types";
import { resolve } from "@/editor/commands";
import type { Records } from "@/editor/document";
import { formCommands } from "../form/commands";
import { openEditor } from "../openEditor";
import { attributeFocus, questionInFocus } from "./attributes";
import { objectCommands } from "./commands";
import { asObject } from "./records";

const question = (name: string, kind: string, more: Partial<Question> = {}): Question =>
  ({ name, title: name, kind, required: false, options: [], ...more }) as Question;
const options = (...names: string[]) => names.map((name) => ({ name, title: name, help: "", hotkey: null }));
const role = question("role", "choice", { options: options("author", "reader") });
const person = [role, question("since", "number", { when: { question: "role", is: ["author"] } }), question("living", "flag")];
const classes = [
  { name: "person", title: "Person", color: null, hotkey: null, geometry: ["box"], attributes: person },
  { name: "place", title: "Place", color: null, hotkey: null, geometry: ["box"], attributes: [question("living", "flag")] },
];
const ontology: Ontology = {
  version: 1,
  classes,
  relations: [],
  questions: [question("weather", "choice", { options: options("dry", "wet") })],
};
const box = { type: "box", x: 0, y: 0, width: 1, height: 1 };
const object = (id: string, name: string) => [`objects/${id}`, { id, class: name, geometry: box, attributes: {} }] as const;

function opened() {
  const records = Object.fromEntries([object("o1-a", "person"), object("o2-a", "person"), object("o3-a", "place")]) as Records;
  const editor = openEditor<never>({ ontology, item: { modality: "image", text: "", image: { width: 9, height: 9 } }, records }, [], {});
  const press = (...keys: string[]) => {
    for (const key of keys) {
      const all = [...objectCommands(editor, ontology), ...formCommands(editor, ontology, () => questionInFocus(ontology, editor))];
      resolve(all, key, {}, false)?.run();
    }
  };
  const of = (id: string) => asObject(editor.get(`objects/${id}`)).attributes;
  const focus = () => editor.passing.focus;
  return { editor, press, of, focus };
}

describe("what objects are asked", () => {
  it("is answered with the keyboard: for all in hand that are asked it, one step of undo each", () => {
    const { editor, press, of, focus } = opened();
    editor.send({ type: "select", ids: ["o1-a", "o2-a", "o3-a"] });
    press("A");
    expect(focus()).toBe(attributeFocus("role"));
    press("1");
    expect([of("o1-a"), of("o2-a"), of("o3-a")]).toEqual([{ role: "author" }, { role: "author" }, {}]);
    // On to what waits for an answer; a number may be left out.
    expect(focus()).toBe(attributeFocus("living"));
    press("2");
    expect([of("o1-a"), of("o3-a")]).toEqual([{ role: "author", living: false }, { living: false }]);
    press("Up");
    expect(focus()).toBe(attributeFocus("since"));
    for (const value of [1, 18, 184]) editor.send({ type: "write", question: attributeFocus("since"), value });
    editor.send({ type: "settle" });
    expect(of("o2-a")).toEqual({ role: "author", living: false, since: 184 });
    press("Mod+Z");
    expect(of("o2-a")).toEqual({ role: "author", living: false });
    press("Mod+Z", "Mod+Z");
    expect([of("o1-a"), of("o3-a")]).toEqual([{}, {}]);
    // What only authors are asked went with the answer.
    expect(focus()).toBe(attributeFocus("living"));
  });

  it("is told from the questions about the task, and left with Escape", () => {
    const { editor, press, of, focus } = opened();
    press("A");
    expect(focus()).toBe("weather");
    press("Escape", "Tab", "A");
    expect(focus()).toBe(attributeFocus("role"));
    press("A");
    expect(focus()).toBe("weather");
    press("2");
    expect(editor.get("answers/weather")).toBe("wet");
    press("Escape", "2");
    // Among the objects a digit is a class again.
    expect(asObject(editor.get("objects/o1-a")).class).toBe("place");
    press("A", "Backspace", "1");
    expect(of("o1-a")).toEqual({ living: true });
    press("Backspace");
    expect(of("o1-a")).toEqual({});
  });

  it("stays as it is for what is locked, and nothing is asked once there is nothing in hand", () => {
    const { editor, press, of, focus } = opened();
    editor.send({ type: "lock", ids: ["o2-a"], on: true });
    editor.send({ type: "select", ids: ["o1-a", "o2-a"] });
    press("A", "2");
    expect([of("o1-a"), of("o2-a")]).toEqual([{ role: "reader" }, {}]);
    editor.send({ type: "select", ids: [] });
    editor.send({ type: "undo" });
    expect([of("o1-a"), focus()]).toEqual([{}, ""]);
  });
});

describe("all objects", () => {
  it("are those that are seen and not locked: the others outlive Select all and Delete, and are in the answer", () => {
    const { editor, press } = opened();
    editor.send({ type: "hide", ids: ["o1-a"], on: true });
    editor.send({ type: "lock", ids: ["o2-a"], on: true });
    press("Mod+A", "Delete");
    expect(Object.keys(editor.records())).toEqual(["objects/o1-a", "objects/o2-a"]);
  });

  it("have classes with keys: digits, then digits with Shift; a key of the page is nobody's", () => {
    const many = Array.from({ length: 20 }, (_, n) => ({ ...classes[0]!, name: `c${n}`, hotkey: n === 3 ? "s" : n === 4 ? "w" : null }));
    const { editor } = opened();
    const keys = objectCommands(editor, { ...ontology, classes: many }).filter(({ id }) => id.startsWith("objects.class."));
    expect(keys.map((each) => each.keys[0])).toEqual([
      "1",
      "2",
      "3",
      "4",
      "W",
      "5",
      "6",
      "7",
      "8",
      "9",
      ...[1, 2, 3, 4, 5, 6, 7, 8, 9].map((n) => `Shift+${n}`),
      undefined,
    ]);
  });
});
