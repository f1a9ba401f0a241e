import type { LabelClass, LabelledObject, Ontology, RelationType } from "@/api/types";
import type { Records } from "@/editor/document";
import { objectKey, objectsOf } from "../objects/records";
import { openText } from "./textEditor";

const labelClass = (name: string, title: string, more: Partial<LabelClass> = {}): LabelClass => ({
  name,
  title,
  color: null,
  hotkey: null,
  geometry: ["span"],
  attributes: [],
  ...more,
});
const relation = (name: string, title: string, from: string[], to: string[]): RelationType => ({ name, title, from, to });

/** People, organisations and places, and how they belong together. */
export const ontology: Ontology = {
  version: 1,
  classes: [labelClass("person", "Person"), labelClass("org", "Organisation"), labelClass("place", "Place")],
  relations: [
    relation("works_for", "works for", ["person"], ["org"]),
    relation("leads", "leads", ["person"], ["org"]),
    relation("in", "is in", ["org"], ["place"]),
  ],
  questions: [],
};

export const span = (id: string, name: string, start: number, end: number): LabelledObject => ({
  id,
  class: name,
  geometry: { type: "span", start, end },
  attributes: {},
});

export function opened(text: string, objects: LabelledObject[] = [], more: { readOnly?: boolean } = {}) {
  const records = Object.fromEntries(objects.map((each) => [objectKey(each.id), each])) as unknown as Records;
  const { editor, model } = openText({ ontology, item: { modality: "text", text, image: null }, records, ...more });
  const points = [...text];
  /** What is marked, as anybody would read it who has the text and the answer: by code points. */
  const marked = () =>
    objectsOf(editor.records()).map(({ class: name, geometry }) => {
      const [start, end] = [Number(geometry["start"]), Number(geometry["end"])];
      return `${name}: ${points.slice(start, end).join("")}`;
    });
  const drag = (from: number, to: number, fine = false) => {
    editor.send({ type: "press", at: from });
    editor.send({ type: "drag", at: to, fine });
    editor.send({ type: "release" });
  };
  const ids = () => objectsOf(editor.records()).map(({ id }) => id);
  return { editor, model, marked, drag, ids };
}
