import { describe, expect, it } from "vitest";
import { generalCommands } from "@/app/generalCommands";
import { clashes, resolve } from "@/editor/commands";
import { formCommands } from "@/editors/form/commands";
import { openTask } from "@/editors/modalities";
import { objectCommands } from "@/editors/objects/commands";
import { templates } from "@/pages/projects/parts/builder/templates";
import { answerCommands, correctCommands, judgeCommands, lookingCommands, type ReviewActions } from "./commands";

const none = () => undefined;
const general = generalCommands({ palette: none, help: none, theme: none });
const names = [
  "accept",
  "reject",
  "restore",
  "correct",
  "acceptAll",
  "rejectAll",
  "undo",
  "redo",
  "step",
  "move",
  "comment",
  "history",
  "view",
  "differences",
  "queue",
  "panel",
  "region",
] as const;
const actions = Object.fromEntries(names.map((name) => [name, none])) as unknown as ReviewActions;

describe.each(templates)("with $id", ({ ontology, modality }) => {
  const item = { modality: modality ?? "text", text: "Ada", image: modality === "image" ? { width: 40, height: 30 } : null };

  it("no two commands share a key while one looks and judges", async () => {
    const bench = await openTask({ ontology, item, records: {}, readOnly: true });
    const marking = ontology.classes.length > 0;
    const looking = lookingCommands([...bench.commands(), ...(bench.gestures?.() ?? [])]);
    const all = [
      ...general,
      ...judgeCommands(actions, marking),
      ...(marking ? [] : answerCommands(formCommands(bench.editor, ontology))),
      ...looking,
    ];
    expect(clashes(all)).toEqual([]);
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
    expect(resolve(all, "X", {}, false)?.id).toBe(marking ? "review.reject" : undefined);
    expect(resolve(all, "Enter", {}, false)?.id).toBe("review.acceptAll");
  });

  it("no two commands share a key while one corrects", async () => {
    const bench = await openTask({ ontology, item, records: {} });
    const handling = [...objectCommands(bench.editor, ontology), ...formCommands(bench.editor, ontology)];
    const all = [...general, ...correctCommands(actions, none), ...bench.commands(), ...handling, ...(bench.gestures?.() ?? [])];
    expect(clashes(all)).toEqual([]);
    expect(resolve(all, "Enter", {}, false)?.id).toBe("review.done");
    expect(resolve(all, "Mod+Enter", {}, true)?.id).toBe("review.acceptText");
  });
});
