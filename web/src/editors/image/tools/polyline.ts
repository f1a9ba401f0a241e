import { outlining } from "../outlining";
import type { ImageTool } from "../world";

/** Draws open lines from corner to corner. */
export const tool: ImageTool = {
  name: "polyline",
  geometry: "polyline",
  keys: ["N"],
  order: 5,
  cursor: "crosshair",
  idle: (world) => outlining(world, { tool: "polyline", closed: false, least: 2 }),
};
