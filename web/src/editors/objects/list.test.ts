import fc from "fast-check";
import { expect, it } from "vitest";
import { Editor } from "@/editor/editor";
import type { ToolState } from "@/editor/tool";
import { listOf } from "./list";
import { objectsOf } from "./records";

type Act = { type: "put"; n: number; value: number } | { type: "remove"; n: number } | { type: "commit" | "abandon" | "undo" | "redo" };

const idOf = (n: number) => (n % 3 === 0 ? `x${n}` : `o${n}-ab`);
const idle: ToolState<Act, object> = {
  name: "idle",
  on: {
    put: ({ n, value }, hand) => void hand.put(`objects/${idOf(n)}`, { id: idOf(n), class: String(value), geometry: { type: "box" } }),
    remove: ({ n }, hand) => void hand.remove(`objects/${idOf(n)}`),
    commit: (_, hand) => void hand.commit(),
    abandon: (_, hand) => void hand.abandon(),
    undo: (_, hand) => void hand.undo(),
    redo: (_, hand) => void hand.redo(),
  },
};

it("holds the same objects in the same order as the document, whatever is done to it", () => {
  const n = fc.integer({ min: 0, max: 12 });
  const act: fc.Arbitrary<Act> = fc.oneof(
    fc.record({ type: fc.constant("put" as const), n, value: n }),
    fc.record({ type: fc.constant("remove" as const), n }),
    fc.record({ type: fc.constantFrom("commit" as const, "abandon" as const, "undo" as const, "redo" as const) }),
  );
  fc.assert(
    fc.property(fc.array(act, { maxLength: 60 }), (acts) => {
      const editor = new Editor<Act, object>({ "objects/o5-ab": { id: "o5-ab", class: "first", geometry: { type: "box" } } }, idle, {});
      const list = listOf(editor);
      expect(listOf(editor)).toBe(list);
      for (const one of acts) {
        const before = list.version;
        const was = JSON.stringify(list.ids.map((id) => list.get(id)));
        editor.send(one);
        const objects = objectsOf(editor.records());
        expect(list.ids).toEqual(objects.map(({ id }) => id));
        expect(list.ids.map((id) => list.get(id))).toEqual(objects);
        for (const [at, id] of list.ids.entries()) expect([list.placeOf(id), list.at(at)?.id]).toEqual([at, id]);
        expect(list.placeOf("o99-ab")).toBe(-1);
        if (JSON.stringify(objects) !== was) expect(list.version).toBeGreaterThan(before);
      }
    }),
  );
});
