import { framing } from "../framing";
import type { ImageTool } from "../world";

/** Draws upright boxes. */
export const tool: ImageTool = {
  name: "box",
  geometry: "box",
  keys: ["B"],
  order: 1,
  cursor: "crosshair",
  idle: (world) => framing(world, "box", (frame) => ({ type: "box", ...frame })),
};
