import { describe, expect, it } from "vitest";
import { atWork, box } from "../testing";

describe("the tool for rotated boxes", () => {
  it("takes three clicks: two for the base, one for the height", () => {
    const { tool, click, go, shapes, editor } = atWork();
    tool("rotated");
    click([100, 200]);
    go([150, 150]);
    expect(editor.passing.inHand).toMatchObject({ kind: "outline", points: [[100, 200]] });
    click([200, 100]);
    go([180, 80]);
    click([180, 80]);
    const [made] = shapes();
    expect(made).toMatchObject({ type: "box", rotation: 315, width: 141.42, height: 28.28 });
    const centre = [Number(made!["x"]) + Number(made!["width"]) / 2, Number(made!["y"]) + Number(made!["height"]) / 2];
    expect(centre[0]).toBeCloseTo(140, 1);
    expect(centre[1]).toBeCloseTo(140, 1);
  });

  it("also drags the base line, with Shift in steps of 15 degrees", () => {
    const { tool, drag, click, shapes } = atWork();
    tool("rotated");
    drag([100, 100], [200, 108], { shift: true });
    click([150, 140]);
    expect(shapes()).toEqual([box(100, 100, 100.32, 40)]);
  });

  it("undoes the last click, then the gesture", () => {
    const { tool, click, go, undo, shapes, editor } = atWork();
    tool("rotated");
    click([100, 100]);
    click([200, 100]);
    go([200, 150]);
    expect(editor.passing.inHand?.kind).toBe("made");
    undo();
    click([100, 200]);
    click([50, 200]);
    expect(shapes()).toEqual([{ type: "box", x: 25, y: 125, width: 100, height: 50, rotation: 90 }]);
    undo();
    click([10, 10]);
    undo();
    expect([editor.isOpen, editor.passing.inHand, shapes()]).toEqual([false, null, []]);
  });
});
