import { expect, it } from "vitest";
import { generalCommands } from "@/app/generalCommands";
import { clashes } from "@/editor/commands";
import { formCommands } from "@/editors/form/commands";
import { gestureCommands, imageCommands } from "@/editors/image/commands";
import { openImage } from "@/editors/image/open";
import { objectCommands } from "@/editors/objects/commands";
import { openForm } from "@/editors/form/tool";
import { templates } from "@/pages/projects/parts/builder/questions";
import { labelCommands } from "./commands";

const none = () => undefined;
const general = generalCommands({ palette: none, help: none, theme: none });
const page = labelCommands(
  { submit: none, skip: none, instructions: none, pause: none, panel: none, scroll: none, leaveField: none },
  false,
);

it.each(templates)("no two commands of the labelling page share a key: $id", ({ questions }) => {
  const ontology = { version: 1 as const, classes: [], relations: [], questions: [...questions] };
  const form = formCommands(openForm(ontology, {}), ontology);
  expect(clashes([...general, ...page, ...form])).toEqual([]);
  const ids = [...general, ...page, ...form].map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
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
  const questions = templates.flatMap((template) => template.questions).slice(0, 3);
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
