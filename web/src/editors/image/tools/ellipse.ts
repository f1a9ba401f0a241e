import { ellipseIn } from "../../_canvas/marks/ellipse";
import { framing } from "../framing";
import type { ImageTool } from "../world";

/** Draws circles and ellipses. */
export const tool: ImageTool = {
  name: "ellipse",
  geometry: "ellipse",
  keys: ["E"],
  order: 3,
  cursor: "crosshair",
  idle: (world) => framing(world, "ellipse", ellipseIn),
};
