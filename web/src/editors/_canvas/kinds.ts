import type { LabelledObject } from "@/api/types";
import type { MarkKind, Shape } from "./kind";
import { clamp, type Bounds, type Size } from "./plane";

// The folder is the registry: a kind of object is one file.
const files = import.meta.glob<{ mark: MarkKind }>(["./marks/*.ts", "!./marks/*.test.ts"], { eager: true });
const kinds = new Map<string, MarkKind>(Object.values(files).map(({ mark }) => [mark.type, mark]));

export const kindNames: readonly string[] = [...kinds.keys()];

export function kindOf(shape: Shape): MarkKind {
  const kind = kinds.get(shape.type);
  if (!kind) throw new Error(`There is no mark for ${shape.type}.`);
  return kind;
}

/** The shape of an object, if the canvas has a mark for it. */
export function shapeOf({ geometry }: Pick<LabelledObject, "geometry">): Shape | null {
  return kinds.get(geometry.type)?.parse(geometry) ?? null;
}

/** The nearest way to go that keeps an extent inside the picture. */
export function keptInside(anchor: Bounds, dx: number, dy: number, { width, height }: Size): { dx: number; dy: number } {
  return {
    dx: clamp(dx, Math.min(0, -anchor.x0), Math.max(0, width - anchor.x1)),
    dy: clamp(dy, Math.min(0, -anchor.y0), Math.max(0, height - anchor.y1)),
  };
}
