import { expect, it } from "vitest";
import { generalCommands } from "@/app/generalCommands";
import { clashes } from "@/editor/commands";
import { formCommands } from "@/editors/form/commands";
import { openTask } from "@/editors/modalities";
import { objectCommands } from "@/editors/objects/commands";
import { templates } from "@/pages/projects/parts/builder/templates";
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
  },
  false,
);

it.each(templates)("no two commands of the labelling page share a key: $id", async ({ ontology, modality }) => {
  const item = { modality: modality ?? "text", text: "Ada", image: modality === "image" ? { width: 40, height: 30 } : null };
  const bench = await openTask({ ontology, item, records: {} });
  const task = [...bench.commands(), ...objectCommands(bench.editor, ontology), ...formCommands(bench.editor, ontology)];
  expect(clashes([...general, ...page, ...task])).toEqual([]);
  const ids = [...general, ...page, ...task].map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
});
