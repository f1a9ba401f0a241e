import { expect, it } from "vitest";
import { generalCommands } from "@/app/generalCommands";
import { clashes } from "@/editor/commands";
import { formCommands } from "@/editors/form/commands";
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
