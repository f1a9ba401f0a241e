import { describe, expect, it } from "vitest";
import { beside, type Part } from "./beside";
import { Editor } from "./editor";

type TestInput = { type: "write"; value: string } | { type: "settle" | "press" | "release" | "undo" };

const writing: Part<object> = {
  name: "writing",
  on: {
    write: (input: { value: string }, hand: { put: (key: string, value: string) => void }) => void hand.put("answers/a", input.value),
    settle: (_: unknown, hand: { commit: () => void }) => {
      hand.commit();
      return resting;
    },
    undo: (_: unknown, hand: { undo: () => void }) => {
      hand.undo();
      return resting;
    },
  },
};
const resting: Part<object> = {
  name: "resting",
  on: {
    write: (input: { value: string }, hand: { put: (key: string, value: string) => void }) => {
      hand.put("answers/a", input.value);
      return writing;
    },
    undo: (_: unknown, hand: { undo: () => void }) => void hand.undo(),
  },
};
const up: Part<object> = {
  name: "up",
  on: {
    press: (_: unknown, hand: { put: (key: string, value: string) => void }) => {
      hand.put("objects/o", "x");
      return down;
    },
  },
};
const down: Part<object> = {
  name: "down",
  on: {
    release: (_: unknown, hand: { commit: () => void }) => {
      hand.commit();
      return up;
    },
    undo: (_: unknown, hand: { abandon: () => void }) => {
      hand.abandon();
      return up;
    },
  },
};

const open = () => new Editor<TestInput, object>({}, beside<TestInput, object>([up, resting]), {});

describe("tools beside each other", () => {
  it("settle one when the other begins: two steps", () => {
    const editor = open();
    editor.send({ type: "write", value: "b" });
    expect(editor.state).toBe("up writing");
    editor.send({ type: "press" });
    editor.send({ type: "release" });
    expect(editor.state).toBe("up resting");
    expect(editor.records()).toEqual({ "answers/a": "b", "objects/o": "x" });
    editor.send({ type: "undo" });
    expect(editor.records()).toEqual({ "answers/a": "b" });
  });

  it("give undo to the gesture in the hand, and else to the one that knows it", () => {
    const editor = open();
    editor.send({ type: "write", value: "b" });
    editor.send({ type: "press" });
    editor.send({ type: "undo" });
    expect(editor.records()).toEqual({ "answers/a": "b" });
    expect(editor.state).toBe("up resting");
    editor.send({ type: "undo" });
    expect(editor.records()).toEqual({});
  });

  it("may leave an input to the others for now, though they could handle it", () => {
    let wants = false;
    const choosy: Part<object> = {
      name: "choosy",
      takes: ({ type }: TestInput) => type !== "write" || wants,
      on: { write: (_: unknown, hand: { put: (key: string, value: string) => void }) => void hand.put("objects/o", "mine") },
    };
    const editor = new Editor<TestInput, object>({}, beside<TestInput, object>([choosy, resting]), {});
    editor.send({ type: "write", value: "b" });
    expect(editor.records()).toEqual({ "answers/a": "b" });
    wants = true;
    editor.send({ type: "write", value: "c" });
    expect(editor.records()).toEqual({ "answers/a": "b", "objects/o": "mine" });
  });

  it("tell which keys were touched, also by what is abandoned", () => {
    const editor = open();
    const heard: string[][] = [];
    editor.onTouch((keys) => heard.push([...keys]));
    editor.send({ type: "press" });
    const pressed = editor.revision("objects");
    editor.send({ type: "undo" });
    expect(heard).toEqual([["objects/o"], ["objects/o"]]);
    expect(editor.revision("objects")).toBeGreaterThan(pressed);
    expect(editor.revision("answers")).toBe(0);
  });
});
