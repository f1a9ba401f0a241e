import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { atWork, box } from "../../image/testing";
import { meet, type Bounds } from "../plane";
import { Grid, type Placed } from "./grid";

const extent = fc
  .tuple(
    fc.integer({ min: -50, max: 1050 }),
    fc.integer({ min: -50, max: 1050 }),
    fc.integer({ min: 0, max: 900 }),
    fc.integer({ min: 0, max: 40 }),
  )
  .map(([x, y, w, h]): Bounds => ({ x0: x, y0: y, x1: x + w, y1: y + h }));

describe("finding marks by place", () => {
  it("finds what looking at all of them would, whatever came and went", () => {
    fc.assert(
      fc.property(
        fc.array(extent, { maxLength: 60 }),
        fc.array(fc.nat(), { maxLength: 20 }),
        fc.array(extent, { maxLength: 5 }),
        (put, gone, asked) => {
          const grid = new Grid<Placed>({ x0: 0, y0: 0, x1: 1000, y1: 1000 });
          let things = put.map((bounds): Placed => ({ bounds, asked: 0 }));
          for (const thing of things) grid.add(thing);
          for (const n of gone) {
            const thing = things[n % Math.max(1, things.length)];
            if (!thing) continue;
            grid.remove(thing);
            things = things.filter((other) => other !== thing);
          }
          expect(grid.size).toBe(things.length);
          for (const question of [...asked, { x0: -100, y0: -100, x1: 2000, y1: 2000 }]) {
            const found = grid.within(question);
            expect(new Set(found).size).toBe(found.length);
            expect(new Set(found)).toEqual(new Set(things.filter(({ bounds }) => meet(bounds, question))));
          }
        },
      ),
    );
  });

  it("makes a mark anew only when its object changed", () => {
    const { editor, world, drag } = atWork([box(10, 10, 50, 50), box(100, 100, 50, 50)]);
    const changes: [number, number][] = [];
    world.scene.onChange((before, after) => changes.push([before.length, after.length]));
    const [first, second] = [world.scene.get("o1-test"), world.scene.get("o2-test")];
    editor.send({ type: "select", ids: ["o1-test"] });
    drag([20, 20], [40, 40]);
    expect(world.scene.get("o1-test")).not.toBe(first);
    expect(world.scene.get("o2-test")).toBe(second);
    editor.send({ type: "delete" });
    editor.send({ type: "undo" });
    expect(changes).toEqual([
      [1, 1],
      [1, 0],
      [0, 1],
    ]);
    expect([world.scene.numberOf("o1-test"), world.scene.numberOf("o2-test"), world.scene.numberOf("o9-test")]).toEqual([1, 2, 0]);
    expect(world.scene.count).toBe(2);
  });
});
