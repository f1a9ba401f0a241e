import { describe, expect, it } from "vitest";
import { atWork } from "../testing";

const polygon = (rings: number[][][], holes: number[][][] = []) => ({ type: "polygon", rings, holes });
const triangle = [
  [50, 50],
  [150, 50],
  [100, 150],
];

describe("the polygon tool", () => {
  it("goes from click to click and closes at the first corner", () => {
    const { tool, click, go, shapes, editor } = atWork();
    tool("polygon");
    for (const [x, y] of triangle) click([x!, y!]);
    expect(shapes()).toEqual([]);
    go([52, 51]);
    expect(editor.passing.inHand).toMatchObject({ kind: "outline", closing: true });
    click([52, 51]);
    expect(shapes()).toEqual([polygon([triangle])]);
  });

  it("closes with Enter or a double click, without the double corner", () => {
    const { tool, click, shapes, editor } = atWork();
    tool("polygon");
    for (const [x, y] of triangle) click([x!, y!]);
    editor.send({ type: "finish" });
    for (const [x, y] of triangle) click([x!, y! + 100]);
    click([100, 250], { clicks: 2 });
    expect(shapes()).toEqual([polygon([triangle]), polygon([triangle.map(([x, y]) => [x!, y! + 100])])]);
  });

  it("takes corners back one by one, by undo and by Backspace, down to nothing", () => {
    const { tool, click, undo, shapes, editor } = atWork();
    tool("polygon");
    for (const [x, y] of triangle) click([x!, y!]);
    undo();
    expect(editor.passing.inHand).toMatchObject({ points: triangle.slice(0, 2) });
    editor.send({ type: "takeBack" });
    expect(editor.passing.inHand).toMatchObject({ points: triangle.slice(0, 1) });
    undo();
    expect([editor.passing.inHand, editor.isOpen, editor.canUndo]).toEqual([null, false, false]);
    expect(shapes()).toEqual([]);
  });

  it("makes nothing of what has no inside, and repeats no corner", () => {
    const { tool, click, shapes, editor } = atWork();
    tool("polygon");
    for (const x of [10, 40, 90]) click([x, 0]);
    editor.send({ type: "finish" });
    expect(shapes()).toEqual([]);
    for (const [x, y] of [...triangle, [200, 150], [50, 50]]) click([x!, y!]);
    editor.send({ type: "finish" });
    expect(shapes()).toEqual([polygon([[...triangle, [200, 150]]])]);
  });

  it("makes nothing of two corners", () => {
    const { tool, click, shapes, editor } = atWork();
    tool("polygon");
    click([10, 10]);
    click([20, 10]);
    editor.send({ type: "finish" });
    expect(shapes()).toEqual([]);
    expect(editor.passing.inHand).toBeNull();
  });

  it("draws freely with Shift, keeps what matters of it, and closes where it began", () => {
    const { tool, down, go, up, shapes } = atWork();
    tool("polygon");
    down([100, 100], { shift: true });
    for (let x = 100; x <= 200; x += 5) go([x, 100], { shift: true });
    for (let y = 100; y <= 200; y += 5) go([200, y], { shift: true });
    for (let d = 0; d <= 98; d += 7) go([200 - d, 200 - d], { shift: true });
    up([102, 102], { shift: true });
    expect(shapes()).toEqual([
      polygon([
        [
          [100, 100],
          [200, 100],
          [200, 200],
        ],
      ]),
    ]);
  });

  it("cuts a hole into the selected polygon and adds a part to it, each as one step", () => {
    const { tool, click, shapes, undo, editor } = atWork([polygon([triangle])]);
    editor.send({ type: "select", ids: ["o1-test"] });
    const hole = [
      [90, 70],
      [110, 70],
      [100, 90],
    ];
    editor.send({ type: "cut" });
    for (const [x, y] of hole) click([x!, y!]);
    editor.send({ type: "finish" });
    expect(shapes()).toEqual([polygon([triangle], [hole])]);

    const part = triangle.map(([x, y]) => [x! + 200, y!]);
    editor.send({ type: "extend" });
    for (const [x, y] of part) click([x!, y!]);
    undo();
    click([part[2]![0]!, part[2]![1]!]);
    editor.send({ type: "finish" });
    expect(shapes()).toEqual([polygon([triangle, part], [hole])]);
    undo();
    undo();
    expect(shapes()).toEqual([polygon([triangle])]);

    // Escape gives the plan up: the next outline is an object of its own.
    editor.send({ type: "cut" });
    click([90, 70]);
    editor.send({ type: "cancel" });
    tool("polygon");
    for (const [x, y] of hole) click([x!, y!]);
    editor.send({ type: "finish" });
    expect(shapes()).toHaveLength(2);
  });
});
