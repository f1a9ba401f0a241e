import { describe, expect, it } from "vitest";
import { atWork } from "../testing";

describe("the ellipse tool", () => {
  it("fills what is dragged, and draws circles with Shift", () => {
    const { tool, drag, objects } = atWork();
    tool("ellipse");
    drag([10, 20], [110, 60]);
    drag([200, 200], [240, 220], { shift: true });
    expect(objects()).toMatchObject([
      { class: "thing", geometry: { type: "ellipse", cx: 60, cy: 40, rx: 50, ry: 20, rotation: 0 } },
      { class: "thing", geometry: { type: "ellipse", cx: 220, cy: 220, rx: 20, ry: 20, rotation: 0 } },
    ]);
  });

  it("is undone in the middle", () => {
    const { tool, down, go, undo, up, shapes, editor } = atWork();
    tool("ellipse");
    down([10, 20]);
    go([110, 60]);
    expect(editor.passing.inHand?.kind).toBe("made");
    undo();
    up([110, 60]);
    expect(shapes()).toEqual([]);
  });
});
