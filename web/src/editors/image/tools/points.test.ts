import { describe, expect, it } from "vitest";
import { atWork } from "../testing";

describe("the points tool", () => {
  it("sets a point with each click, inside the picture", () => {
    const { tool, click, objects } = atWork();
    tool("points");
    click([10.456, 20]);
    click([500, -3]);
    expect(objects()).toMatchObject([
      { class: "thing", geometry: { type: "points", points: [[10.46, 20]] } },
      { class: "thing", geometry: { type: "points", points: [[400, 0]] } },
    ]);
  });

  it("adds to those that are selected with Shift, and undo takes one back", () => {
    const { tool, click, undo, shapes } = atWork();
    tool("points");
    click([10, 10]);
    click([20, 20], { shift: true });
    click([30, 30], { shift: true });
    expect(shapes()).toEqual([
      {
        type: "points",
        points: [
          [10, 10],
          [20, 20],
          [30, 30],
        ],
      },
    ]);
    undo();
    undo();
    expect(shapes()).toEqual([{ type: "points", points: [[10, 10]] }]);
  });
});
