import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { clashes } from "@/editor/commands";
import { formCommands } from "../form/commands";
import { openForm } from "../form/tool";
import { viewCommands } from "./commands";
import { fit, zoomAt } from "./view";
import { ImageViewer } from "./viewer";

const box = { width: 1000, height: 600 };
const sizes = fc.record({ width: fc.integer({ min: 1, max: 20_000 }), height: fc.integer({ min: 1, max: 20_000 }) });

describe("the view of a picture", () => {
  it("fits the whole of it into the middle and doesn't blow it up", () => {
    const large = fit({ width: 4000, height: 3000 }, box);
    expect(large.scale).toBeCloseTo(552 / 3000);
    expect([large.x + 2000 * large.scale, large.y + 1500 * large.scale]).toEqual([500, 300]);
    expect(fit({ width: 640, height: 480 }, box).scale).toBe(1);
    expect(fit({ width: 20, height: 10 }, box).scale).toBe(8);
  });

  it("keeps what lies under the cursor under it", () => {
    const image = { width: 4000, height: 3000 };
    const start = zoomAt(fit(image, box), { x: 500, y: 300 }, 8, image, box);
    fc.assert(
      fc.property(
        fc.integer({ min: 200, max: 800 }),
        fc.integer({ min: 150, max: 450 }),
        fc.double({ min: 0.8, max: 4, noNaN: true }),
        (x, y, factor) => {
          const under = { x: (x - start.x) / start.scale, y: (y - start.y) / start.scale };
          const next = zoomAt(start, { x, y }, factor, image, box);
          expect(next.x + under.x * next.scale).toBeCloseTo(x, 6);
          expect(next.y + under.y * next.scale).toBeCloseTo(y, 6);
        },
      ),
    );
  });

  it("never loses the picture, whatever is done to it", () => {
    const act = fc.oneof(
      fc.record({
        factor: fc.double({ min: 0.01, max: 100, noNaN: true }),
        x: fc.integer({ min: -50, max: 1050 }),
        y: fc.integer({ min: -50, max: 650 }),
      }),
      fc.record({ dx: fc.integer({ min: -5000, max: 5000 }), dy: fc.integer({ min: -5000, max: 5000 }) }),
      fc.record({ width: fc.integer({ min: 100, max: 3000 }), height: fc.integer({ min: 100, max: 2000 }) }),
    );
    fc.assert(
      fc.property(sizes, fc.array(act, { maxLength: 30 }), (image, acts) => {
        const viewer = new ImageViewer(image);
        viewer.place(box);
        let room = box;
        for (const one of acts) {
          if ("factor" in one) viewer.scaleBy(one.factor, one);
          else if ("dx" in one) viewer.pan({ x: one.dx, y: one.dy });
          else viewer.place((room = one));
        }
        const { x, y, scale } = viewer.view;
        expect(scale).toBeGreaterThan(0);
        expect(scale).toBeLessThanOrEqual(32);
        expect(x).toBeLessThanOrEqual(room.width / 2 + 1e-6);
        expect(y).toBeLessThanOrEqual(room.height / 2 + 1e-6);
        expect(x + image.width * scale).toBeGreaterThanOrEqual(room.width / 2 - 1e-6);
        expect(y + image.height * scale).toBeGreaterThanOrEqual(room.height / 2 - 1e-6);
      }),
    );
  });

  it("stays fitted while the window changes, until somebody looks closer", () => {
    const viewer = new ImageViewer({ width: 4000, height: 3000 });
    viewer.zoom(1);
    expect(viewer.placed).toBe(false);
    viewer.place(box);
    viewer.place({ width: 500, height: 600 });
    expect([viewer.fitted, viewer.view]).toEqual([true, fit(viewer.image, { width: 500, height: 600 })]);
    viewer.zoom(3);
    const scale = viewer.view.scale;
    viewer.place(box);
    expect([viewer.fitted, viewer.view.scale]).toEqual([false, scale]);
    viewer.actual(2);
    expect(viewer.view.scale).toBe(0.5);
    viewer.fit();
    expect(viewer.fitted).toBe(true);
  });
});

describe("its keys", () => {
  it("zoom and fit, and don't clash with those of the form", () => {
    const viewer = new ImageViewer({ width: 4000, height: 3000 });
    viewer.place(box);
    const commands = viewCommands(viewer);
    const press = (keys: string) => commands.find((command) => command.keys.includes(keys))?.run();
    const whole = viewer.view.scale;
    press("+");
    expect(viewer.view.scale).toBeCloseTo(whole * 1.25);
    press("-");
    press("-");
    expect(viewer.view.scale).toBeCloseTo(whole / 1.25);
    press("0");
    expect(viewer.view.scale).toBe(whole);
    press("Z");
    expect(viewer.view.scale).toBe(1);
    const form = { version: 1 as const, classes: [], relations: [], questions: [] };
    expect(clashes([...commands, ...formCommands(openForm(form, {}), form)])).toEqual([]);
  });
});
