import type { Shape } from "../_canvas/kind";
import type { Bounds, Pair, Point } from "../_canvas/plane";

/** Where the pointer is in the picture and how it is held. */
export interface Touch {
  readonly at: Point;
  readonly shift: boolean;
  readonly alt: boolean;
  /** Ctrl, or Command on a Mac. */
  readonly mod: boolean;
  /** How many of the picture's pixels one of the screen's takes. */
  readonly pixel: number;
  /** 2 for the second press of a double click. */
  readonly clicks: number;
}

export type ImageInput =
  | { readonly type: "tool"; readonly name: string }
  | ({ readonly type: "down" | "drag" | "up" } & Touch)
  | { readonly type: "cancel" | "finish" | "takeBack" | "cut" | "extend" }
  | { readonly type: "nudge"; readonly dx: number; readonly dy: number }
  | { readonly type: "grow"; readonly dx: number; readonly dy: number }
  | { readonly type: "place"; readonly at: Point; readonly side: number }
  | { readonly type: "undo" | "redo" | "settle" };

/** What is between the first touch of a gesture and its end: no record shows it yet. */
export type InHand =
  | { readonly kind: "made"; readonly shape: Shape; readonly class: string }
  | { readonly kind: "changed"; readonly id: string; readonly shape: Shape }
  | { readonly kind: "moved"; readonly ids: ReadonlySet<string>; readonly dx: number; readonly dy: number }
  | { readonly kind: "band"; readonly extent: Bounds }
  | {
      readonly kind: "outline";
      readonly points: readonly Pair[];
      /** Where the next corner would go. */
      readonly next: Point | null;
      readonly closed: boolean;
      /** A press here ends it. */
      readonly closing: boolean;
      readonly class: string;
    };

export interface ImagePassing {
  readonly tool: string;
  readonly inHand: InHand | null;
  /** The corner that the keys act on, by its handle. */
  readonly corner: string | null;
  /** What the pointer would take hold of. */
  readonly cursor: string;
  /** What the next outline does to the selected polygon. */
  readonly adds: "object" | "hole" | "part";
}

export const firstImage: ImagePassing = { tool: "select", inHand: null, corner: null, cursor: "", adds: "object" };
