import type { LabelledObject } from "@/api/types";
import type { Bounds, Pair, Point, Size } from "./plane";

/** Shapes as documents hold them; rotation is in degrees clockwise about the centre. */
export interface Box {
  readonly type: "box";
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly rotation: number;
}
export interface Ellipse {
  readonly type: "ellipse";
  readonly cx: number;
  readonly cy: number;
  readonly rx: number;
  readonly ry: number;
  readonly rotation: number;
}
export interface Polygon {
  readonly type: "polygon";
  readonly rings: readonly (readonly Pair[])[];
  readonly holes: readonly (readonly Pair[])[];
}
export interface Polyline {
  readonly type: "polyline";
  readonly points: readonly Pair[];
}
export interface Points {
  readonly type: "points";
  readonly points: readonly Pair[];
}
export type Shape = Box | Ellipse | Polygon | Polyline | Points;

/** What the hand takes hold of to change a shape. */
export interface Handle {
  /** Stays the same while the shape is dragged by it. */
  readonly id: string;
  readonly at: Point;
  readonly look: "corner" | "turn" | "vertex" | "between";
  readonly cursor: string;
}

/** A line between two corners. */
export interface Edge {
  readonly handle: string;
  /** How far away it is. */
  readonly away: number;
}

/** What changes how a drag is meant. */
export interface Held {
  readonly shift: boolean;
  readonly alt: boolean;
}

/** Where lines go: a canvas, or whoever wants to know what would be drawn. */
export interface Pen {
  moveTo(x: number, y: number): void;
  lineTo(x: number, y: number): void;
  rect(x: number, y: number, width: number, height: number): void;
  ellipse(x: number, y: number, rx: number, ry: number, rotation: number, from: number, to: number): void;
  closePath(): void;
}

/**
 * All that the canvas must know of one kind of object. A file of `marks/` exports one as `mark`; `pixel` is how many of the
 * picture's pixels one of the screen's takes, for what has a size on the screen.
 */
export interface MarkKind<S extends Shape = Shape> {
  readonly type: S["type"];
  /** Whether there is an inside to take hold of and to tint. */
  readonly area: boolean;
  /** Null for what isn't such a shape. */
  parse(geometry: LabelledObject["geometry"]): S | null;
  bounds(shape: S): Bounds;
  /** The part that must lie inside the picture. */
  anchor(shape: S): Bounds;
  /** How far a point is away, in the picture's pixels; 0 inside. */
  distance(shape: S, at: Point): number;
  /** Whether any of it lies in an upright extent. */
  meets(shape: S, extent: Bounds): boolean;
  draw(shape: S, pen: Pen, pixel: number): void;
  moved(shape: S, dx: number, dy: number): S;
  handles(shape: S, pixel: number): Handle[];
  dragged(shape: S, handle: string, to: Point, held: Held, image: Size): S;
  /** Wider and higher by so much, from its top left; the shape itself where that means nothing. */
  resized(shape: S, dx: number, dy: number, image: Size): S;
  /** The line between two corners that is nearest to a point, by the handle in its middle. */
  edge?(shape: S, at: Point): Edge | null;
  /** A handle between two corners becomes a corner: the shape, and the corner's handle. */
  split?(shape: S, handle: string): { readonly shape: S; readonly handle: string } | null;
  /** Without a corner; null if nothing would be left. */
  without?(shape: S, handle: string): S | null;
}
