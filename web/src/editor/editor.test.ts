import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Change } from "./change";
import { Editor } from "./editor";
import { Document, type Records } from "./document";
import type { ToolState } from "./tool";

type TestInput =
  | { type: "put"; key: string; value: string }
  | { type: "remove"; key: string }
  | { type: "commit" | "more" | "silent" | "abandon" | "undo" | "redo" | "press" | "release" | "cancel" };

const pressed = (): ToolState<TestInput, object> => ({
  name: "pressed",
  leave: (hand) => hand.commit(),
  on: {
    put: (input, hand) => void hand.put(input.key, input.value),
    release: () => idle,
    cancel: (_, hand) => {
      hand.abandon();
      return idle;
    },
  },
});

const idle: ToolState<TestInput, object> = {
  name: "idle",
  on: {
    put: (input, hand) => void hand.put(input.key, input.value),
    remove: (input, hand) => void hand.remove(input.key),
    commit: (_, hand) => void hand.commit(),
    silent: (_, hand) => void hand.commit("silent"),
    more: (_, hand) => void hand.commit("more"),
    abandon: (_, hand) => void hand.abandon(),
    undo: (_, hand) => void hand.undo(),
    redo: (_, hand) => void hand.redo(),
    press: pressed,
  },
};

const editorOf = (records: Records = {}) => new Editor<TestInput, object>(records, idle, {});

describe("the editor", () => {
  it("makes a gesture one undo step, and a cancelled one none", () => {
    const editor = editorOf();
    editor.send({ type: "press" });
    expect(editor.state).toBe("pressed");
    editor.send({ type: "put", key: "a", value: "1" });
    editor.send({ type: "put", key: "a", value: "2" });
    editor.send({ type: "release" });
    expect(editor.records()).toEqual({ a: "2" });

    editor.send({ type: "press" });
    editor.send({ type: "put", key: "a", value: "3" });
    editor.send({ type: "cancel" });
    expect(editor.records()).toEqual({ a: "2" });

    editor.send({ type: "undo" });
    expect(editor.records()).toEqual({});
    expect([editor.canUndo, editor.canRedo]).toEqual([false, true]);
  });

  it("takes back what was done before it was opened again, and makes it again", () => {
    const before = editorOf();
    for (const value of ["1", "2", "3"]) {
      before.send({ type: "put", key: "a", value });
      before.send({ type: "commit" });
    }
    before.send({ type: "undo" });
    const after = new Editor<TestInput, object>(before.records(), idle, {}, before.steps());
    expect([after.canUndo, after.canRedo]).toEqual([true, true]);
    after.send({ type: "redo" });
    expect(after.records()).toEqual({ a: "3" });
    for (let n = 0; n < 4; n += 1) after.send({ type: "undo" });
    expect(after.records()).toEqual({});
  });

  it("keeps only the nearest steps for that, and none from before one that is too large", () => {
    const many = editorOf();
    for (let n = 0; n < 150; n += 1) {
      many.send({ type: "put", key: "a", value: String(n) });
      many.send({ type: "commit" });
    }
    for (let n = 0; n < 10; n += 1) many.send({ type: "undo" });
    const { done, undone } = many.steps();
    expect([done.length, undone.length]).toEqual([90, 10]);
    expect(done.at(-1)?.put["a"]).toEqual({ before: "138", after: "139" });

    const large = editorOf();
    const put = (keys: number) => {
      for (let n = 0; n < keys; n += 1) large.send({ type: "put", key: `k${n}`, value: String(large.version) });
      large.send({ type: "commit" });
    };
    for (const keys of [1, 401, 300, 50, 50]) put(keys);
    expect(large.steps().done.map((step) => Object.keys(step.put).length)).toEqual([300, 50, 50]);
    put(401);
    expect(large.steps().done).toEqual([]);
  });

  it("passes over silent changes when undoing", () => {
    const editor = editorOf();
    editor.send({ type: "put", key: "a", value: "1" });
    editor.send({ type: "commit" });
    editor.send({ type: "put", key: "b", value: "automatic" });
    editor.send({ type: "silent" });
    editor.send({ type: "undo" });
    expect(editor.records()).toEqual({ b: "automatic" });
  });

  it("takes more of a step back together with it, and saves each part as it comes", () => {
    const editor = editorOf({ a: "0" });
    const saved: Change[] = [];
    editor.onStep((step) => saved.push(step));
    for (const [value, type] of [
      ["1", "commit"],
      ["2", "more"],
      ["3", "more"],
    ] as const) {
      editor.send({ type: "put", key: "a", value });
      editor.send({ type });
    }
    expect(saved).toHaveLength(3);
    editor.send({ type: "undo" });
    expect([editor.records(), editor.canUndo]).toEqual([{ a: "0" }, false]);
    // After an undo there is no step that it could be more of.
    editor.send({ type: "put", key: "b", value: "1" });
    editor.send({ type: "more" });
    expect(editor.canRedo).toBe(false);
    editor.send({ type: "undo" });
    expect(editor.records()).toEqual({ a: "0" });
  });

  it("finds the keys of a collection among those of others", () => {
    const editor = editorOf({ "objects/1": "x", "answers/a": "y", "objectsOf/1": "z" });
    editor.send({ type: "put", key: "objects/2", value: "new" });
    editor.send({ type: "remove", key: "objects/1" });
    expect([editor.keys("objects/"), editor.keys("objects"), editor.keys("gone/"), editor.keys().length]).toEqual([
      ["objects/2"],
      ["objectsOf/1", "objects/2"],
      [],
      3,
    ]);
  });

  it("undoes what was open when undo is pressed in the middle of it", () => {
    const editor = editorOf({ a: "0" });
    editor.send({ type: "put", key: "a", value: "1" });
    editor.send({ type: "undo" });
    expect(editor.records()).toEqual({ a: "0" });
    editor.send({ type: "redo" });
    expect(editor.records()).toEqual({ a: "1" });
  });

  it("tells its readers of every input and lets another version be taken over", () => {
    const editor = editorOf({ a: "0" });
    let seen = 0;
    const stop = editor.subscribe(() => (seen += 1));
    editor.send({ type: "put", key: "a", value: "1" });
    editor.replace({ b: "2" });
    expect(editor.records()).toEqual({ b: "2" });
    expect(editor.canUndo).toBe(false);
    stop();
    editor.send({ type: "commit" });
    expect(seen).toBe(2);
  });

  it("equals a model that keeps whole snapshots, and its steps replay to the same document", () => {
    const key = fc.constantFrom("a", "b", "c");
    const input: fc.Arbitrary<TestInput> = fc.oneof(
      fc.record({ type: fc.constant("put" as const), key, value: fc.constantFrom("1", "2", "3") }),
      fc.record({ type: fc.constant("remove" as const), key }),
      fc.record({ type: fc.constantFrom("commit", "abandon", "undo", "redo" as const) }) as fc.Arbitrary<TestInput>,
    );
    fc.assert(
      fc.property(fc.array(input, { maxLength: 60 }), (inputs) => {
        const editor = editorOf({ a: "0" });
        const replay = new Document({ a: "0" });
        editor.onStep((step: Change) => replay.apply(step));

        const past: string[] = [];
        let future: string[] = [];
        let settled = JSON.stringify({ a: "0" });
        let open: Record<string, string> = { a: "0" };
        const sorted = (records: Records) => JSON.stringify(Object.fromEntries(Object.entries(records).sort()));
        const commit = () => {
          if (sorted(open) === settled) return;
          past.push(settled);
          future = [];
          settled = sorted(open);
        };

        for (const step of inputs) {
          editor.send(step);
          if (step.type === "put") open = { ...open, [step.key]: step.value };
          else if (step.type === "remove") open = Object.fromEntries(Object.entries(open).filter(([name]) => name !== step.key));
          else if (step.type === "abandon") open = JSON.parse(settled) as Record<string, string>;
          else {
            commit();
            const [from, to] = step.type === "undo" ? [past, future] : [future, past];
            const next = step.type === "commit" ? undefined : from.pop();
            if (next !== undefined) {
              to.push(settled);
              settled = next;
              open = JSON.parse(settled) as Record<string, string>;
            }
          }
          expect(sorted(editor.records())).toBe(sorted(open));
          expect(sorted(replay.records())).toBe(settled);
        }
      }),
    );
  });
});
