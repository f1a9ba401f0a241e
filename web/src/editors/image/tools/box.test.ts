import { describe, expect, it } from "vitest";
import { display } from "../display";
import { atWork, box } from "../testing";

describe("the box tool", () => {
  it("draws by dragging, in any direction, and selects what it drew", () => {
    const { tool, drag, objects, selected, editor } = atWork();
    tool("box");
    drag([50, 60], [20, 30]);
    expect(objects()).toMatchObject([{ class: "car", geometry: box(20, 30, 30, 30) }]);
    expect(selected()).toEqual([objects()[0]!.id]);
    expect(editor.passing.tool).toBe("box");
  });

  it("lets go of what it drew where somebody wants that: a class is then the next one's", () => {
    display.set({ inHand: false });
    const { tool, drag, objects, selected, editor } = atWork();
    tool("box");
    drag([50, 60], [20, 30]);
    editor.send({ type: "classify", name: "thing" });
    drag([150, 60], [120, 30]);
    expect([objects().map((each) => each.class), selected()]).toEqual([["car", "thing"], []]);
    display.set({ inHand: true });
  });

  it("draws from one click to another", () => {
    const { tool, click, go, editor, shapes } = atWork();
    tool("box");
    click([10.004, 10]);
    expect(shapes()).toEqual([]);
    go([40, 50]);
    expect(editor.passing.inHand).toMatchObject({ kind: "made", shape: box(10, 10, 30, 40) });
    click([40, 50]);
    expect(shapes()).toEqual([box(10, 10, 30, 40)]);
  });

  it("makes a square with Shift, also at the edge, and begins in the middle with Alt", () => {
    const { tool, drag, shapes } = atWork();
    tool("box");
    drag([100, 100], [140, 120], { shift: true });
    drag([100, 100], [120, 110], { alt: true });
    drag([380, 10], [500, 20], { shift: true });
    expect(shapes()).toEqual([box(100, 100, 40, 40), box(80, 90, 40, 20), box(380, 10, 20, 20)]);
  });

  it("stays inside the picture and keeps places to a hundredth", () => {
    const { tool, drag, shapes } = atWork();
    tool("box");
    drag([-20, -5], [10.12345, 20.6789]);
    drag([390, 290], [900, 900]);
    expect(shapes()).toEqual([box(0, 0, 10.12, 20.68), box(390, 290, 10, 10)]);
  });

  it("calls two pixels a click, and a speck no box", () => {
    const { tool, drag, click, shapes, editor } = atWork();
    tool("box");
    drag([10, 10], [12, 11]);
    expect(shapes()).toEqual([]);
    expect(editor.isOpen).toBe(true);
    click([11, 10]);
    expect(shapes()).toEqual([]);
    expect(editor.isOpen).toBe(false);
  });

  it("is undone in the middle of the gesture as if it had never begun", () => {
    const { tool, down, go, up, drag, undo, redo, shapes, editor } = atWork();
    tool("box");
    drag([10, 10], [50, 50]);
    down([100, 100]);
    go([150, 150]);
    expect(editor.canUndo).toBe(true);
    undo();
    expect(editor.passing.inHand).toBeNull();
    up([150, 150]);
    expect(shapes()).toEqual([box(10, 10, 40, 40)]);
    undo();
    expect(shapes()).toEqual([]);
    redo();
    expect(shapes()).toEqual([box(10, 10, 40, 40)]);
    down([100, 100]);
    go([150, 150]);
    editor.send({ type: "cancel" });
    up([150, 150]);
    expect(shapes()).toHaveLength(1);
  });

  it("goes on when somebody else changes something in the middle of it", () => {
    const { tool, down, go, up, objects, editor } = atWork([box(300, 200, 50, 50)]);
    tool("box");
    down([10, 10]);
    go([50, 50]);
    editor.send({ type: "classify", name: "thing" });
    up([60, 60]);
    expect(objects().map(({ class: name, geometry }) => [name, geometry["x"]])).toEqual([
      ["thing", 300],
      ["thing", 10],
    ]);
  });

  it("takes hold of things with Ctrl and stays the tool", () => {
    const { tool, drag, shapes, editor } = atWork([box(100, 100, 50, 50)]);
    tool("box");
    drag([110, 110], [130, 120], { mod: true });
    expect(shapes()).toEqual([box(120, 110, 50, 50)]);
    drag([10, 10], [30, 30]);
    expect(shapes()).toHaveLength(2);
    expect(editor.passing.tool).toBe("box");
  });

  it("can be done by keys alone: placed, moved, resized, each go one step", () => {
    const { editor, shapes, undo } = atWork();
    editor.send({ type: "place", at: { x: 200, y: 150 }, side: 100 });
    editor.send({ type: "nudge", dx: 1, dy: 0 });
    editor.send({ type: "nudge", dx: 10, dy: 0 });
    editor.send({ type: "grow", dx: 0, dy: -10 });
    editor.send({ type: "grow", dx: 5, dy: 0 });
    expect(shapes()).toEqual([box(161, 100, 105, 90)]);
    undo();
    expect(shapes()).toEqual([box(161, 100, 100, 100)]);
    undo();
    expect(shapes()).toEqual([box(150, 100, 100, 100)]);
    undo();
    expect(shapes()).toEqual([]);
  });
});
