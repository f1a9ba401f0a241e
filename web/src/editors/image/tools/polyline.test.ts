import { describe, expect, it } from "vitest";
import { atWork } from "../testing";

describe("the polyline tool", () => {
  it("goes from click to click, and Enter or a double click ends it", () => {
    const { tool, click, objects, editor } = atWork();
    tool("polyline");
    click([10, 10]);
    click([100, 50]);
    click([200, 20]);
    editor.send({ type: "finish" });
    click([10, 110]);
    click([100, 150]);
    click([100, 150], { clicks: 2 });
    expect(objects()).toMatchObject([
      {
        class: "lane",
        geometry: {
          type: "polyline",
          points: [
            [10, 10],
            [100, 50],
            [200, 20],
          ],
        },
      },
      {
        geometry: {
          points: [
            [10, 110],
            [100, 150],
          ],
        },
      },
    ]);
  });

  it("may come back to its first point without closing", () => {
    const { tool, click, shapes, editor } = atWork();
    tool("polyline");
    for (const at of [
      [10, 10],
      [50, 10],
      [50, 50],
      [10, 10],
    ] as const)
      click(at);
    editor.send({ type: "finish" });
    expect(shapes()[0]!["points"]).toHaveLength(4);
  });

  it("undoes the last point in the middle of it", () => {
    const { tool, click, undo, shapes, editor } = atWork();
    tool("polyline");
    click([10, 10]);
    click([100, 50]);
    undo();
    click([60, 60]);
    editor.send({ type: "finish" });
    expect(shapes()).toEqual([
      {
        type: "polyline",
        points: [
          [10, 10],
          [60, 60],
        ],
      },
    ]);
  });
});
