import { describe, expect, it } from "vitest";
import { generalCommands } from "@/app/generalCommands";
import type { Records } from "@/editor/document";
import { clashes, resolve } from "@/editor/commands";
import { formCommands } from "@/editors/form/commands";
import { openTask } from "@/editors/modalities";
import { objectCommands } from "@/editors/objects/commands";
import { textCommands } from "@/editors/text/commands";
import { openText } from "@/editors/text/textEditor";
import { ontology as entities, span } from "@/editors/text/testing";
import { templates } from "@/pages/projects/parts/builder/templates";
import { gestureCommands, imageCommands } from "@/editors/image/commands";
import { openImage } from "@/editors/image/open";
import { labelCommands } from "./commands";

const none = () => undefined;
const general = generalCommands({ palette: none, help: none, theme: none });
const page = labelCommands(
  {
    submit: none,
    skip: none,
    ask: none,
    look: none,
    recent: none,
    instructions: none,
    pause: none,
    panel: none,
    scroll: none,
    leaveField: none,
    region: none,
  },
  false,
);

it.each(templates)("no two commands of the labelling page share a key: $id", async ({ ontology, modality }) => {
  const item = { modality: modality ?? "text", text: "Ada", image: modality === "image" ? { width: 40, height: 30 } : null };
  const bench = await openTask({ ontology, item, records: {} });
  const handling = [...objectCommands(bench.editor, ontology), ...formCommands(bench.editor, ontology)];
  const task = [...bench.commands(), ...handling, ...(bench.gestures?.() ?? [])];
  expect(clashes([...general, ...page, ...task])).toEqual([]);
  const ids = [...general, ...page, ...task].map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
});

describe("with a text to mark", () => {
  const asked = [...(templates.find((each) => each.ontology.questions.length > 1)?.ontology.questions ?? [])];
  const ontology = { ...entities, questions: asked };
  const objects = [span("o1-a", "person", 0, 3), span("o2-a", "org", 4, 7)];
  const records = Object.fromEntries(objects.map((each) => [`objects/${each.id}`, each])) as unknown as Records;
  const { editor, model } = openText({ ontology, item: { modality: "text", text: "Ada IBM met", image: null }, records });
  const text = textCommands(editor, model, ontology, { lineFrom: () => null });
  const form = formCommands(editor, ontology);
  const handling = objectCommands(editor, ontology);
  const all = [...general, ...page, ...handling, ...form, ...text];
  const runs = (keys: string) => resolve(all, keys, {}, false)?.id;

  it("no two commands of one scope share a key, and no two have one name", () => {
    expect(clashes(all)).toEqual([]);
    const ids = all.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it("what the text and its objects do has keys of its own; only arrows and Space are the questions', once one is in focus", () => {
    const onText = text.filter(({ scope }) => scope === "text").map((each) => ({ ...each, scope: "page" }));
    const ofQuestions = form.map((each) => (each.scope === "questions" ? { ...each, scope: "page" } : each));
    const shared = clashes([...general, ...page, ...handling.filter(({ id }) => id !== "objects.delete"), ...ofQuestions, ...onText]);
    expect(shared.map(({ keys }) => keys).sort()).toEqual(["Down", "Left", "Right", "Space", "Up"]);
    expect(shared.every(({ ids }) => ids.length === 2 && ids[0]?.startsWith("form.") && ids[1]?.startsWith("text."))).toBe(true);
    expect(runs("Right")).toBe("text.right");
    editor.send({ type: "focus", question: asked[0]!.name });
    expect(runs("Right")).toBe("form.right");
    expect(runs("M")).toBeUndefined();
    editor.send({ type: "rest" });
  });

  it("digits are classes, but for the moment in which a relation is asked for", () => {
    expect(runs("1")).toBe("objects.class.person");
    expect(runs("Escape")).toBe("label.leave");
    editor.send({ type: "select", ids: ["o1-a"] });
    expect(runs("Escape")).toBe("text.cancel");
    editor.send({ type: "aim" });
    expect([runs("1"), runs("2"), runs("3")]).toEqual(["text.relateAs.1", "text.relateAs.2", "objects.class.place"]);
    editor.send({ type: "relateAs", relation: "leads" });
    expect(runs("1")).toBe("objects.class.person");
    expect(runs("Delete")).toBe("objects.delete");
    editor.send({ type: "arc", key: "relations/o1-a leads o2-a" });
    expect(runs("Delete")).toBe("text.unrelate");
  });
});

it("no two commands share a key where pictures are labelled with every kind of object and questions beside", () => {
  const geometries = ["box", "ellipse", "polygon", "polyline", "points"];
  const classes = ["one", "two", "three"].map((name, n) => ({
    name,
    title: "",
    color: null,
    // A class may claim a tool's letter: then the letter is the class's.
    hotkey: n === 2 ? "b" : null,
    geometry: geometries,
    attributes: [],
  }));
  const questions = templates.flatMap((template) => template.ontology.questions).slice(0, 3);
  const ontology = { version: 1 as const, classes, relations: [], questions: [...questions] };
  const { editor, viewer, tools } = openImage({
    ontology,
    item: { modality: "image", text: "", image: { width: 100, height: 100 } },
    records: {},
  });
  const all = [
    ...general,
    ...page,
    ...imageCommands(editor, ontology, viewer, tools),
    ...objectCommands(editor, ontology),
    ...formCommands(editor, ontology),
    ...gestureCommands(editor),
  ];
  expect(clashes(all)).toEqual([]);
  const ids = all.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(tools.map(({ name }) => name)).toEqual(["select", "box", "rotated", "ellipse", "polygon", "polyline", "points"]);
  expect(all.find(({ id }) => id === "image.tool.box")?.keys).toEqual([]);
  expect(all.find(({ id }) => id === "image.tool.ellipse")?.keys).toEqual(["E"]);
});
