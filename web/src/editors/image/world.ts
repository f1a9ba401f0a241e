import type { LabelledObject, Ontology } from "@/api/types";
import type { Part } from "@/editor/beside";
import type { Hand } from "@/editor/tool";
import { kindOf, keptInside, shapeOf } from "../_canvas/kinds";
import type { Shape } from "../_canvas/kind";
import { joined, type Bounds, type Size } from "../_canvas/plane";
import type { Mark, Scene } from "../_canvas/scene/scene";
import { asJson, classesFor, objectKey } from "../objects/records";
import { addObject, type ObjectPassing } from "../objects/tool";
import type { ImageInput, ImagePassing, InHand, Touch } from "./input";

export type ImageHand = Hand<ObjectPassing & ImagePassing>;
export type ImageState = Part<ObjectPassing & ImagePassing>;
type Handler<T extends ImageInput["type"]> = (input: Extract<ImageInput, { type: T }>, hand: ImageHand) => ImageState | undefined;

/** What a tool's states may react to. */
export type Handlers = {
  readonly [T in Exclude<ImageInput["type"], "down" | "drag" | "up">]?: Handler<T>;
} & { readonly [T in "down" | "drag" | "up"]?: (input: Touch, hand: ImageHand) => ImageState | undefined };

export const state = (name: string, on: Handlers, more: Partial<Omit<ImageState, "name" | "on">> = {}): ImageState => ({
  name,
  on,
  ...more,
});

/** All that tools work with: the picture, its marks, the classes, and each other. */
export interface World {
  readonly image: Size;
  readonly ontology: Ontology;
  readonly scene: Scene;
  readonly readOnly: boolean;
  /** Whether what was drawn stays in hand. */
  keeps(): boolean;
  /** What a tool makes; null makes nothing. */
  geometryOf(tool: string): Shape["type"] | null;
  /** The state in which a tool waits for the first touch. */
  idle(tool: string): ImageState;
}

/** What `tools/<name>.ts` exports as `tool`. */
export interface ImageTool {
  readonly name: string;
  /** What it makes; null makes nothing. */
  readonly geometry: Shape["type"] | null;
  readonly keys: readonly string[];
  readonly order: number;
  readonly cursor: string;
  idle(world: World): ImageState;
}

/** What the pointer doesn't see: hidden things, and locked ones, below which it works as if they weren't there. */
export const outOfReach =
  ({ hidden, locked }: ObjectPassing) =>
  (id: string) =>
    hidden.has(id) || locked.has(id);

/** The one object that is meant and can be changed, if there is exactly one. */
export function onlyMark({ scene }: World, { passing }: { readonly passing: ObjectPassing }): Mark | undefined {
  const [id] = passing.selected;
  if (id === undefined || passing.selected.size > 1 || outOfReach(passing)(id)) return undefined;
  return scene.get(id);
}

/** The class that a new object gets: the current one if it may have this geometry, else the first that may. */
export function classOf({ ontology }: World, { passing }: ImageHand, geometry: string): string | null {
  const fitting = classesFor(ontology, geometry);
  return (fitting.find(({ name }) => name === passing.current) ?? fitting[0])?.name ?? null;
}

const asGeometry = (shape: Shape) => shape as unknown as LabelledObject["geometry"];

/** Makes an object as one step; it is selected, so that its class and attributes can be given, unless somebody wants none of that. */
export function make(world: World, hand: ImageHand, shape: Shape): void {
  const name = classOf(world, hand, shape.type);
  if (name === null) return;
  addObject(hand, { class: name, geometry: asGeometry(shape), attributes: {} });
  hand.commit();
  hand.pass({ current: name, inHand: null, corner: null, adds: "object", ...(world.keeps() ? {} : { selected: new Set<string>() }) });
}

/** Gives an object another shape; the caller commits. */
export function reshape(hand: ImageHand, id: string, shape: Shape): void {
  const held = hand.get(objectKey(id)) as unknown as LabelledObject | null;
  if (held) hand.put(objectKey(id), asJson({ ...held, geometry: asGeometry(shape) }));
}

export const show = (hand: ImageHand, inHand: InHand | null) => hand.pass({ inHand });

/** The way that some marks can go together without leaving the picture. */
export function wayOf(world: World, ids: Iterable<string>, dx: number, dy: number): { dx: number; dy: number } {
  const anchor = anchorOf([...ids].flatMap((id) => world.scene.get(id) ?? []));
  return anchor ? keptInside(anchor, dx, dy, world.image) : { dx: 0, dy: 0 };
}

export function anchorOf(marks: readonly Mark[]): Bounds | null {
  let anchor: Bounds | null = null;
  for (const { shape } of marks) {
    const next = kindOf(shape).anchor(shape);
    anchor = anchor ? joined(anchor, next) : next;
  }
  return anchor;
}

/** Moves objects by the same way; the caller commits. */
export function move(world: World, hand: ImageHand, ids: Iterable<string>, dx: number, dy: number): void {
  for (const id of ids) {
    const mark = world.scene.get(id);
    if (mark) reshape(hand, id, kindOf(mark.shape).moved(mark.shape, dx, dy));
  }
}

/** The selected objects that may be changed. */
export function movable(world: World, { passing }: ImageHand): string[] {
  const skips = outOfReach(passing);
  return [...passing.selected].filter((id) => !skips(id) && world.scene.get(id) !== undefined);
}

/** Copies beside what they are copies of, each whole inside the picture. */
export function placed(image: Size, pixel: number) {
  return (objects: readonly LabelledObject[], times: number): LabelledObject[] => {
    const shapes = objects.flatMap((object) => {
      const shape = shapeOf(object);
      return shape ? [{ object, shape }] : [];
    });
    const off = 12 * pixel * times;
    return shapes.map(({ object, shape }) => {
      const kind = kindOf(shape);
      const { x0, y0, x1, y1 } = kind.anchor(shape);
      // What is too large for this picture begins at its edge, and is cut below.
      const dx = Math.max(-x0, Math.min(off, image.width - x1));
      const dy = Math.max(-y0, Math.min(off, image.height - y1));
      return { ...object, geometry: asGeometry(fitted(kind.moved(shape, dx, dy), image)) };
    });
  };
}

/** What is larger than this picture is cut down to it. */
function fitted(shape: Shape, image: Size): Shape {
  const { x0, y0, x1, y1 } = kindOf(shape).anchor(shape);
  if (x0 >= -0.5 && y0 >= -0.5 && x1 <= image.width + 0.5 && y1 <= image.height + 0.5) return shape;
  return kindOf(shape)
    .handles(shape, 0)
    .reduce((cut, { id, look }) => {
      if (look === "turn" || look === "between") return cut;
      const handle = kindOf(cut)
        .handles(cut, 0)
        .find((each) => each.id === id);
      return handle ? kindOf(cut).dragged(cut, id, handle.at, { shift: false, alt: false }, image) : cut;
    }, shape);
}
