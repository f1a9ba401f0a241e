import { describe, expect, it } from "vitest";
import { atWork, box } from "../testing";

const line = (...points: number[][]) => ({ type: "polyline", points });

describe("the select tool", () => {
  it("selects by click, the smaller of two, adds with Shift or Ctrl, and lets go on empty ground", () => {
    const { click, selected } = atWork([box(10, 10, 200, 200), box(50, 50, 20, 20)]);
    click([60, 60]);
    expect(selected()).toEqual(["o2-test"]);
    click([20, 20], { shift: true });
    expect(selected()).toEqual(["o2-test", "o1-test"]);
    click([60, 60], { mod: true });
    expect(selected()).toEqual(["o1-test"]);
    click([390, 290]);
    expect(selected()).toEqual([]);
  });

  it("doesn't see what is hidden or locked", () => {
    const { click, selected, editor } = atWork([box(10, 10, 200, 200), box(50, 50, 20, 20), box(52, 52, 10, 10)]);
    editor.send({ type: "hide", ids: ["o3-test"], on: true });
    editor.send({ type: "lock", ids: ["o2-test"], on: true });
    click([55, 55]);
    expect(selected()).toEqual(["o1-test"]);
  });

  it("catches what a rubber band touches", () => {
    const { drag, down, go, undo, up, selected } = atWork([box(10, 10, 50, 50), box(100, 10, 50, 50), box(200, 200, 30, 30, 45)]);
    drag([70, 5], [110, 30]);
    expect(selected()).toEqual(["o2-test"]);
    drag([190, 190], [199, 199], { shift: true });
    expect(selected()).toEqual(["o2-test"]);
    drag([70, 70], [240, 240], { shift: true });
    expect(selected()).toEqual(["o2-test", "o3-test"]);
    down([300, 280]);
    go([0, 0]);
    undo();
    up([0, 0]);
    expect(selected()).toEqual(["o2-test", "o3-test"]);
  });

  it("moves all that is selected, as far as the picture goes, as one step", () => {
    const { drag, editor, shapes, undo } = atWork([box(10, 10, 50, 50), box(300, 200, 80, 50)]);
    editor.send({ type: "select", ids: ["o1-test", "o2-test"] });
    drag([20, 20], [120, 50.126]);
    expect(shapes()).toEqual([box(30, 40.13, 50, 50), box(320, 230.13, 80, 50)]);
    undo();
    expect(shapes()).toEqual([box(10, 10, 50, 50), box(300, 200, 80, 50)]);
  });

  it("leaves the document alone until the hand lets go, and undo in the middle puts everything back", () => {
    const { down, go, up, undo, shapes, editor, redo } = atWork([box(10, 10, 50, 50)]);
    const steps: unknown[] = [];
    editor.onStep((step) => steps.push(step));
    down([20, 20]);
    go([100, 100]);
    expect(editor.passing.inHand).toMatchObject({ kind: "moved", dx: 80, dy: 80 });
    expect(shapes()).toEqual([box(10, 10, 50, 50)]);
    undo();
    redo();
    up([100, 100]);
    expect([steps, shapes(), editor.passing.inHand]).toEqual([[], [box(10, 10, 50, 50)], null]);
  });

  it("selects one of many by a click without moving it", () => {
    const { click, editor, selected } = atWork([box(10, 10, 50, 50), box(100, 10, 50, 50)]);
    editor.send({ type: "select", ids: ["o1-test", "o2-test"] });
    click([20, 20]);
    expect(selected()).toEqual(["o1-test"]);
    expect(editor.canUndo).toBe(false);
  });

  it("resizes by corners and sides, past the other side, evenly with Shift, about the middle with Alt", () => {
    const start = box(100, 100, 80, 40);
    const by = (from: [number, number], to: [number, number], held = {}) => {
      const { editor, drag, shapes } = atWork([start]);
      editor.send({ type: "select", ids: ["o1-test"] });
      drag(from, to, held);
      return shapes()[0];
    };
    expect(by([180, 140], [200, 150])).toEqual(box(100, 100, 100, 50));
    expect(by([180, 120], [200, 0])).toEqual(box(100, 100, 100, 40));
    expect(by([100, 100], [190, 160])).toEqual(box(180, 140, 10, 20));
    expect(by([180, 140], [220, 141], { shift: true })).toEqual(box(100, 100, 120, 60));
    expect(by([180, 140], [190, 150], { alt: true })).toEqual(box(90, 90, 100, 60));
    expect(by([180, 140], [999, 999])).toEqual(box(100, 100, 300, 200));
    // Taken a little beside the handle, it doesn't jump.
    expect(by([182, 143], [202, 153])).toEqual(box(100, 100, 100, 50));
  });

  it("turns by its handle, with Shift in steps of 15 degrees, and resizes along its own sides", () => {
    const { editor, drag, shapes } = atWork([box(100, 100, 100, 50)]);
    editor.send({ type: "select", ids: ["o1-test"] });
    drag([150, 76], [250, 125]);
    expect(shapes()).toEqual([box(100, 100, 100, 50, 90)]);
    drag([199, 125], [150, 78], { shift: true });
    expect(shapes()).toEqual([box(100, 100, 100, 50, 0)]);
    drag([150, 76], [200, 90], { shift: true });
    expect(shapes()[0]!["rotation"]).toBe(60);
  });

  it("edits corners: drags them, makes new ones on a line, takes them away", () => {
    const { editor, drag, click, shapes, down, go, undo, up } = atWork([line([50, 50], [150, 50], [150, 150])]);
    editor.send({ type: "select", ids: ["o1-test"] });
    drag([50, 50], [40, 60]);
    expect(shapes()).toEqual([line([40, 60], [150, 50], [150, 150])]);
    // In the middle of a line a new corner comes with the drag; with Alt anywhere on it.
    drag([150, 100], [180, 100]);
    expect(shapes()).toEqual([line([40, 60], [150, 50], [180, 100], [150, 150])]);
    click([160, 134], { alt: true });
    expect(shapes()[0]!["points"]).toHaveLength(5);
    click([160, 134], { alt: true });
    expect(shapes()).toEqual([line([40, 60], [150, 50], [180, 100], [150, 150])]);

    click([180, 100]);
    expect(editor.passing.corner).toBe("p.2");
    editor.send({ type: "nudge", dx: 0, dy: 10 });
    expect(shapes()[0]!["points"]).toContainEqual([180, 110]);
    editor.send({ type: "takeBack" });
    expect(shapes()).toEqual([line([40, 60], [150, 50], [150, 150])]);

    down([150, 50]);
    go([0, 0]);
    undo();
    up([0, 0]);
    expect(shapes()).toEqual([line([40, 60], [150, 50], [150, 150])]);
  });

  it("never takes away the last corners, and drops a hole that has too few", () => {
    const hole = [
      [90, 70],
      [110, 70],
      [100, 90],
    ];
    const ring = [
      [50, 50],
      [150, 50],
      [100, 150],
    ];
    const { editor, click, shapes } = atWork([{ type: "polygon", rings: [ring], holes: [hole] }]);
    editor.send({ type: "select", ids: ["o1-test"] });
    click([90, 70], { alt: true });
    expect(shapes()).toEqual([{ type: "polygon", rings: [ring], holes: [] }]);
    click([50, 50], { alt: true });
    expect(shapes()).toEqual([{ type: "polygon", rings: [ring], holes: [] }]);
  });

  it("puts copies beside the originals and inside the picture", () => {
    const { editor, objects, shapes } = atWork([box(10, 10, 50, 50), box(380, 280, 20, 20)]);
    editor.send({ type: "paste", objects: objects(), relations: [], times: 2 });
    expect(shapes().slice(2)).toEqual([box(34, 34, 50, 50), box(380, 280, 20, 20)]);
    editor.send({ type: "paste", objects: [{ id: "x", class: "car", geometry: box(600, 900, 500, 20) }], relations: [] });
    expect(shapes().at(-1)).toEqual(box(0, 280, 400, 20));
  });

  it("only selects where nothing may be changed", () => {
    const { drag, click, shapes, selected, editor } = atWork([box(10, 10, 50, 50)], true);
    drag([20, 20], [100, 100]);
    expect(selected()).toEqual(["o1-test"]);
    editor.send({ type: "nudge", dx: 1, dy: 1 });
    editor.send({ type: "tool", name: "box" });
    drag([200, 200], [250, 250]);
    click([300, 280]);
    expect(shapes()).toEqual([box(10, 10, 50, 50)]);
  });
});
