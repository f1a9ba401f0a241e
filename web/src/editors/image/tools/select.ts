import { grab } from "../grab";
import { waiting } from "../states";
import type { ImageTool } from "../world";

/** Selects, moves and changes what is there. */
export const tool: ImageTool = {
  name: "select",
  geometry: null,
  keys: ["V"],
  order: 0,
  cursor: "default",
  idle: (world) =>
    waiting(world, "select", {
      down: (touch, hand) => grab.press(world, "select", touch, hand),
      drag: (touch, hand) => {
        const next = grab.over(world, touch, hand);
        if (next.cursor !== hand.passing.cursor || next.hovered !== hand.passing.hovered) hand.pass(next);
        return undefined;
      },
    }),
};
