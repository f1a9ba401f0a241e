import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Condition, Ontology, Question } from "@/api/types";
import { clashes } from "@/editor/commands";
import { checkAnswers } from "./check";
import { formCommands } from "./commands";
import { toDocument, toRecords } from "../document";
import { choicesOf, holds, shownQuestions } from "./questions";
import { openForm } from "./tool";

const ask = (name: string, more: Partial<Question> = {}): Question => ({
  name,
  title: name,
  kind: "choice",
  required: true,
  help: "",
  options: [],
  min: null,
  max: null,
  when: null,
  ...more,
});
const options = (...names: string[]) => names.map((name) => ({ name, title: name, hotkey: null, help: "" }));

const ontology: Ontology = {
  version: 1,
  classes: [],
  relations: [],
  questions: [
    ask("topic", { options: options("billing", "bug", "other") }),
    ask("severity", { kind: "rating", min: 1, max: 5, when: { question: "topic", is: ["bug"] } }),
    ask("urgent", { options: options("yes", "no"), when: { question: "severity", is: ["4", "5"] } }),
    ask("tags", { kind: "multichoice", required: false, options: options("a", "b", "c"), max: 2 }),
    ask("note", { kind: "text", required: false, max: 5 }),
  ],
};
const names = (answers: Record<string, string | number>) => shownQuestions(ontology.questions, answers).map(({ name }) => name);

describe("conditions", () => {
  it("show what the answers lead to, and nothing that hangs on a hidden answer", () => {
    expect(names({})).toEqual(["topic", "tags", "note"]);
    expect(names({ topic: "bug", severity: 4 })).toEqual(["topic", "severity", "urgent", "tags", "note"]);
    expect(names({ topic: "billing", severity: 4 })).toEqual(["topic", "tags", "note"]);
  });

  it("compose", () => {
    const cases: [Condition, boolean][] = [
      [{ question: "a", is: ["x", "y"] }, true],
      [{ question: "many", is: ["q"] }, true],
      [{ question: "b", answered: true }, false],
      [{ all: [{ question: "a", answered: true }, { not: { question: "b", answered: true } }] }, true],
      [
        {
          any: [
            { question: "b", answered: true },
            { question: "a", is: ["z"] },
          ],
        },
        false,
      ],
      [{ all: [] }, true],
      [{ any: [] }, false],
    ];
    for (const [condition, expected] of cases) expect(holds(condition, { a: "x", many: ["p", "q"] })).toBe(expected);
  });
});

describe("the form", () => {
  it("answers with keys, moves on by itself and stays for optional text", () => {
    const form = openForm(ontology, {});
    form.send({ type: "choose", question: "topic", value: "bug" });
    expect(form.passing.focus).toBe("severity");
    form.send({ type: "choose", question: "severity", value: 5 });
    expect(form.passing.focus).toBe("urgent");
    form.send({ type: "choose", question: "urgent", value: "no" });
    expect(form.passing.focus).toBe("tags");
    form.send({ type: "reach", by: 1 });
    form.send({ type: "toggle" });
    form.send({ type: "choose", question: "tags", value: "a" });
    expect(form.get("answers/tags")).toEqual(["a", "b"]);
    expect(form.passing.focus).toBe("tags");
  });

  it("undoes a pause's worth of writing in one step and returns from questions that vanish", () => {
    const form = openForm(ontology, {});
    for (const value of ["h", "hi"]) form.send({ type: "write", question: "note", value });
    form.send({ type: "settle" });
    form.send({ type: "write", question: "note", value: "hi!" });
    form.send({ type: "undo" });
    expect(form.get("answers/note")).toBe("hi");
    form.send({ type: "undo" });
    expect(form.get("answers/note")).toBeNull();

    form.send({ type: "choose", question: "topic", value: "bug" });
    expect(form.passing.focus).toBe("severity");
    form.send({ type: "undo" });
    expect(form.passing.focus).toBe("note");
  });

  it("drops hidden answers when submitting, and keeps them while working", () => {
    const form = openForm(ontology, {});
    form.send({ type: "choose", question: "topic", value: "bug" });
    form.send({ type: "choose", question: "severity", value: 2 });
    form.send({ type: "choose", question: "topic", value: "other" });
    expect(toDocument(ontology, form.records()).answers).toEqual({ topic: "other" });
    form.send({ type: "choose", question: "topic", value: "bug" });
    expect(toDocument(ontology, form.records()).answers).toEqual({ topic: "bug", severity: 2 });
  });

  it("round-trips documents and never submits what its own check refuses on shape", () => {
    fc.assert(
      fc.property(
        fc.record(
          {
            topic: fc.constantFrom("billing", "bug", "other"),
            severity: fc.integer({ min: 1, max: 5 }),
            urgent: fc.constantFrom("yes", "no"),
          },
          { requiredKeys: ["topic"] },
        ),
        (answers) => {
          const document = toDocument(ontology, toRecords({ version: 1, objects: [], tracks: [], relations: [], answers }));
          expect(toDocument(ontology, toRecords(document))).toEqual(document);
          const shown = names(document.answers as Record<string, string>);
          expect(Object.keys(document.answers).every((name) => shown.includes(name))).toBe(true);
        },
      ),
    );
  });

  it("lists every fault", () => {
    expect(checkAnswers(ontology.questions, { tags: ["a", "b", "c"], note: "too long" }).map(({ question }) => question)).toEqual([
      "topic",
      "tags",
      "note",
    ]);
    expect(checkAnswers(ontology.questions, { topic: "other" })).toEqual([]);
  });

  it("gives every option a key of its own", () => {
    const question = ask("q", { options: [{ name: "x", title: "X", hotkey: "2", help: "" }, ...options("y", "z")] });
    expect(choicesOf(question).map(({ key }) => key)).toEqual(["2", "1", "3"]);
    expect(clashes(formCommands(openForm(ontology, {}), ontology))).toEqual([]);
  });
});
