import { outlining } from "../outlining";
import type { ImageTool } from "../world";

/** Draws areas from corner to corner, and holes and parts of them. */
export const tool: ImageTool = {
  name: "polygon",
  geometry: "polygon",
  keys: ["G"],
  order: 4,
  cursor: "crosshair",
  idle: (world) => outlining(world, { tool: "polygon", closed: true, least: 3 }),
};
