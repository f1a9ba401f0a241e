import { expect, test } from "vitest";
import type { Ontology } from "@/api/types";
import { option, question } from "./builder/questions";
import { goneFrom, standing } from "./migration";

const ontology = (more: Partial<Ontology>): Ontology => ({ version: 1, classes: [], relations: [], questions: [], ...more });
const topic = (name: string, ...options: string[]) =>
  question(name, name.toUpperCase(), "choice", { options: options.map((one) => option(one, one)) });
const said = (gone: ReturnType<typeof goneFrom>) => gone.map(({ rename, within }) => `${rename.kind} ${within}/${rename.from}`);

test("only what has no name in the new version is asked about", () => {
  const before = ontology({ questions: [topic("topic", "a", "b"), topic("mood", "x", "y")] });
  const after = ontology({ questions: [topic("topic", "a", "c")] });
  const gone = goneFrom(before, after, []);
  expect(said(gone)).toEqual(["option TOPIC/b", "question /mood"]);
  expect(gone[0]?.choices.map(({ name }) => name)).toEqual(["a", "c"]);
});

test("options of a question are asked about when it has found its new name", () => {
  const before = ontology({ questions: [topic("topic", "a", "b")] });
  const after = ontology({ questions: [topic("subject", "a", "c")] });
  const rename = { kind: "question", from: "topic", to: "subject", class: null, question: null };
  expect(said(goneFrom(before, after, []))).toEqual(["question /topic"]);
  expect(said(goneFrom(before, after, [rename]))).toEqual(["question /topic", "option TOPIC/b"]);
  const inside = { kind: "option", from: "b", to: "c", class: null, question: "topic" };
  expect(standing(before, after, [rename, inside])).toEqual([rename, inside]);
  expect(standing(before, ontology({ questions: [topic("other", "a", "c")] }), [rename, inside])).toEqual([]);
});

test("attributes belong to their class", () => {
  const car = (name: string, ...attributes: string[]): Ontology["classes"][number] => ({
    name,
    title: name,
    color: null,
    hotkey: null,
    geometry: ["box"],
    attributes: attributes.map((one) => topic(one, "a", "b")),
  });
  const [before, after] = [ontology({ classes: [car("car", "paint")] }), ontology({ classes: [car("vehicle", "colour")] })];
  expect(said(goneFrom(before, after, []))).toEqual(["class /car"]);
  const rename = { kind: "class", from: "car", to: "vehicle", class: null, question: null };
  expect(said(goneFrom(before, after, [rename]))).toEqual(["class /car", "attribute car/paint"]);
});
