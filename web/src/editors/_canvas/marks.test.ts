import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { kindNames, kindOf, keptInside, shapeOf } from "./kinds";
import type { Pen, Shape } from "./kind";
import { around, boundsOfPairs, distanceToPath, holds, grown, round, simplified, type Pair, type Point } from "./plane";

const image = { width: 1000, height: 800 };
const hundredths = (least: number, most: number) => fc.integer({ min: least * 100, max: most * 100 }).map((n) => n / 100);
const pair = fc.tuple(hundredths(0, 1000), hundredths(0, 800));
const sides = { width: hundredths(1, 300), height: hundredths(1, 300), rotation: fc.oneof(fc.constant(0), hundredths(0, 359)) };
const shape: fc.Arbitrary<Shape> = fc.oneof(
  fc.record({ type: fc.constant("box" as const), x: hundredths(0, 600), y: hundredths(0, 400), ...sides }),
  fc
    .record({ cx: hundredths(0, 1000), cy: hundredths(0, 800), ...sides })
    .map(({ cx, cy, width, height, rotation }) => ({ type: "ellipse" as const, cx, cy, rx: width, ry: height, rotation })),
  fc.record({
    type: fc.constant("polygon" as const),
    rings: fc.array(fc.array(pair, { minLength: 3, maxLength: 8 }), { minLength: 1, maxLength: 2 }),
    holes: fc.array(fc.array(pair, { minLength: 3, maxLength: 4 }), { maxLength: 1 }),
  }),
  fc.record({ type: fc.constant("polyline" as const), points: fc.array(pair, { minLength: 2, maxLength: 8 }) }),
  fc.record({ type: fc.constant("points" as const), points: fc.array(pair, { minLength: 1, maxLength: 5 }) }),
);

/** What a canvas would draw, as closed lines of points. */
function drawn(of: Shape): Pair[][] {
  const paths: Pair[][] = [];
  const last = () => paths.at(-1) ?? [];
  const pen: Pen = {
    moveTo: (x, y) => paths.push([[x, y]]),
    lineTo: (x, y) => last().push([x, y]),
    rect: (x, y, w, h) =>
      paths.push([
        [x, y],
        [x + w, y],
        [x + w, y + h],
        [x, y + h],
      ]),
    ellipse: (x, y, rx, ry, turn) => {
      const [sin, cos] = [Math.sin(turn), Math.cos(turn)];
      paths[paths.length - 1] = Array.from({ length: 360 }, (_, n) => {
        const [u, v] = [rx * Math.cos((n * Math.PI) / 180), ry * Math.sin((n * Math.PI) / 180)];
        return [x + u * cos - v * sin, y + u * sin + v * cos] as const;
      });
    },
    closePath: () => undefined,
  };
  kindOf(of).draw(of, pen, 1);
  return paths;
}

describe("marks", () => {
  it("are there for every kind of object that is drawn", () => {
    expect([...kindNames].sort()).toEqual(["box", "ellipse", "points", "polygon", "polyline"]);
    expect(shapeOf({ geometry: { type: "mask", size: [1, 1], counts: "" } })).toBeNull();
    expect(shapeOf({ geometry: { type: "box", x: 1, y: 2, width: 0, height: 4 } })).toBeNull();
    expect(shapeOf({ geometry: { type: "box", x: 1, y: 2, width: 3, height: 4 } })).toMatchObject({ rotation: 0 });
    expect(
      shapeOf({
        geometry: {
          type: "polygon",
          rings: [
            [
              [0, 0],
              [1, 1],
            ],
          ],
        },
      }),
    ).toBeNull();
    expect(
      shapeOf({
        geometry: {
          type: "polygon",
          rings: [
            [
              [0, 0],
              [1, 1],
              [0, 1],
            ],
          ],
        },
      }),
    ).toMatchObject({ holes: [] });
  });

  it("moved there and back are where they were", () => {
    fc.assert(
      fc.property(shape, hundredths(-500, 500), hundredths(-500, 500), (of, dx, dy) => {
        const kind = kindOf(of);
        expect(kind.moved(kind.moved(of, dx, dy), -dx, -dy)).toEqual(of);
      }),
    );
  });

  it("moved as far as they may go stay inside the picture", () => {
    fc.assert(
      fc.property(shape, hundredths(-2000, 2000), hundredths(-2000, 2000), (of, x, y) => {
        const kind = kindOf(of);
        const { dx, dy } = keptInside(kind.anchor(of), x, y, image);
        const before = kind.anchor(of);
        const within = { x0: 0, y0: 0, x1: image.width, y1: image.height };
        if (holds(within, before)) expect(holds(grown(within, 0.02), kind.anchor(kind.moved(of, dx, dy)))).toBe(true);
      }),
    );
  });

  it("are hit exactly where they are drawn", () => {
    fc.assert(
      fc.property(shape, pair, (of, [x, y]) => {
        const kind = kindOf(of);
        const paths = drawn(of);
        const at: Point = { x, y };
        if (of.type === "points") {
          for (const [px, py] of of.points) expect(kind.distance(of, { x: px, y: py })).toBe(0);
          return;
        }
        for (const path of paths) for (const [px, py] of path) expect(kind.distance(of, { x: px, y: py })).toBeLessThan(0.001);
        if (!kind.area) return;
        const [rings, holes] = of.type === "polygon" ? [paths.slice(0, of.rings.length), paths.slice(of.rings.length)] : [paths, []];
        const inside = rings.some((path) => around(path, at)) && !holes.some((path) => around(path, at));
        // Right at the line rounding decides.
        if (Math.min(...paths.map((path) => distanceToPath(at, path, true))) < 1) return;
        expect(kind.distance(of, at) === 0).toBe(inside);
      }),
    );
  });

  it("lie within their bounds, and their bounds are tight", () => {
    fc.assert(
      fc.property(shape, (of) => {
        if (of.type === "points") return;
        const bounds = kindOf(of).bounds(of);
        const rings = of.type === "polygon" ? drawn(of).slice(0, of.rings.length) : drawn(of);
        const real = boundsOfPairs(rings.flat());
        expect(holds(grown(bounds, 0.01), real)).toBe(true);
        expect(holds(grown(real, of.type === "ellipse" ? 0.2 : 0.01), bounds)).toBe(true);
      }),
    );
  });

  it("dragged by a handle to where it is stay what they are", () => {
    fc.assert(
      fc.property(shape, fc.nat(), (of, n) => {
        const kind = kindOf(of);
        const handles = kind.handles(of, 1).filter(({ look }) => look === "corner" || look === "vertex");
        const handle = handles[n % handles.length]!;
        // A turned frame may stand out of the picture, but no hand can take it there.
        if (handle.at.x < 0 || handle.at.y < 0 || handle.at.x > image.width || handle.at.y > image.height) return;
        if (of.type === "ellipse" || (of.type === "box" && !holds({ x0: 0, y0: 0, x1: 1000, y1: 800 }, kind.bounds(of)))) return;
        const after = kind.dragged(of, handle.id, handle.at, { shift: false, alt: false }, image);
        const [a, b] = [kind.bounds(of), kind.bounds(after)];
        for (const side of ["x0", "y0", "x1", "y1"] as const) expect(b[side]).toBeCloseTo(a[side], 1);
      }),
    );
  });

  it("turned frames keep their size, and the opposite corner stays when one is dragged", () => {
    fc.assert(
      fc.property(hundredths(0, 359), fc.integer({ min: -50, max: 50 }), fc.integer({ min: -50, max: 50 }), (rotation, dx, dy) => {
        const of: Shape = { type: "box", x: 400, y: 300, width: 200, height: 150, rotation };
        const kind = kindOf(of);
        const at = (shape: Shape, id: string) =>
          kindOf(shape)
            .handles(shape, 1)
            .find((handle) => handle.id === id)!.at;
        const held = { shift: false, alt: false };
        const turned = kind.dragged(of, "turn", { x: 500 + dx * 3 + 1, y: 100 + dy }, held, image);
        expect(turned).toMatchObject({ width: 200, height: 150 });
        const from = at(of, "se");
        const after = kind.dragged(of, "se", { x: from.x + dx, y: from.y + dy }, held, image);
        expect(at(after, "nw").x).toBeCloseTo(at(of, "nw").x, 1);
        expect(at(after, "nw").y).toBeCloseTo(at(of, "nw").y, 1);
        expect(at(after, "se").x).toBeCloseTo(from.x + dx, 1);
      }),
    );
  });

  it("get a corner in the middle of each line, and lose it again", () => {
    fc.assert(
      fc.property(shape, fc.nat(), (of, n) => {
        const kind = kindOf(of);
        const lines = kind.handles(of, 0).filter(({ look }) => look === "between");
        const line = lines[n % Math.max(1, lines.length)];
        if (!line || !kind.split || !kind.without) return;
        const split = kind.split(of, line.id)!;
        const made = kind.handles(split.shape, 0).find(({ id }) => id === split.handle)!;
        expect([made.at.x, made.at.y]).toEqual([round(line.at.x), round(line.at.y)]);
        expect(kind.without(split.shape, split.handle)).toEqual(of);
      }),
    );
  });

  it("drawn freely lose only points that say nothing", () => {
    fc.assert(
      fc.property(fc.array(pair, { minLength: 2, maxLength: 60 }), (line) => {
        const points = line.map(([x, y]) => ({ x, y }));
        const kept = simplified(points, 2);
        expect([kept[0], kept.at(-1)]).toEqual([points[0], points.at(-1)]);
        expect(kept.length).toBeLessThanOrEqual(points.length);
      }),
    );
  });
});
