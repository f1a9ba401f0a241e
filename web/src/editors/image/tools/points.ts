import { roundPair } from "../../_canvas/plane";
import { drawing } from "../framing";
import { placeOf } from "../states";
import { make, onlyMark, reshape, type ImageTool } from "../world";

/** Sets points; with Shift they are added to those that are selected. */
export const tool: ImageTool = {
  name: "points",
  geometry: "points",
  keys: ["D"],
  order: 6,
  cursor: "crosshair",
  idle: (world) =>
    drawing(world, "points", (touch, hand) => {
      const point = roundPair(placeOf(world, touch));
      const mark = touch.shift ? onlyMark(world, hand) : undefined;
      if (mark?.shape.type === "points") {
        reshape(hand, mark.id, { type: "points", points: [...mark.shape.points, point] });
        hand.commit();
      } else {
        make(world, hand, { type: "points", points: [point] });
      }
      return undefined;
    }),
};
