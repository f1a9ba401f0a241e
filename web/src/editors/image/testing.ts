import type { LabelledObject, Ontology } from "@/api/types";
import type { Records } from "@/editor/document";
import { objectsOf } from "../objects/records";
import type { Touch } from "./input";
import { openImage } from "./open";

const classNamed = (name: string, geometry: string[]) => ({ name, title: name, color: null, hotkey: null, geometry, attributes: [] });

/** A class for boxes, one for lines, one for everything. */
export const ontology: Ontology = {
  version: 1,
  classes: [
    classNamed("car", ["box"]),
    classNamed("lane", ["polyline"]),
    classNamed("thing", ["box", "ellipse", "polygon", "polyline", "points"]),
  ],
  relations: [],
  questions: [],
};

type Geometry = LabelledObject["geometry"];
type Held = Partial<Pick<Touch, "shift" | "alt" | "mod" | "clicks">>;
type Place = readonly [number, number];

/** An editor of a picture of 400 × 300 pixels, shown pixel for pixel, and a hand for it. */
export function atWork(geometries: readonly Geometry[] = [], readOnly = false) {
  const names = geometries.map((_, n) => `o${n + 1}-test`);
  const records: Records = Object.fromEntries(
    geometries.map((geometry, n) => [`objects/${names[n] ?? ""}`, { id: names[n] ?? "", class: "thing", geometry, attributes: {} }]),
  );
  const opened = openImage({ ontology, item: { modality: "image", text: "", image: { width: 400, height: 300 } }, records, readOnly });
  const { editor } = opened;
  const touch = ([x, y]: Place, held: Held): Touch => ({
    at: { x, y },
    shift: false,
    alt: false,
    mod: false,
    pixel: 1,
    clicks: 1,
    ...held,
  });
  const down = (at: Place, held: Held = {}) => editor.send({ type: "down", ...touch(at, held) });
  const go = (at: Place, held: Held = {}) => editor.send({ type: "drag", ...touch(at, held) });
  const up = (at: Place, held: Held = {}) => editor.send({ type: "up", ...touch(at, held) });
  return {
    ...opened,
    names,
    down,
    go,
    up,
    click: (at: Place, held: Held = {}) => {
      go(at, held);
      down(at, held);
      up(at, held);
    },
    drag: (from: Place, to: Place, held: Held = {}) => {
      down(from, held);
      go([(from[0] + to[0]) / 2, (from[1] + to[1]) / 2], held);
      go(to, held);
      up(to, held);
    },
    tool: (name: string) => editor.send({ type: "tool", name }),
    objects: () => objectsOf(editor.records()),
    shapes: () => objectsOf(editor.records()).map(({ geometry }) => geometry),
    selected: () => [...editor.passing.selected],
    undo: () => editor.send({ type: "undo" }),
    redo: () => editor.send({ type: "redo" }),
  };
}

export const box = (x: number, y: number, width: number, height: number, rotation = 0): Geometry => ({
  type: "box",
  x,
  y,
  width,
  height,
  rotation,
});
