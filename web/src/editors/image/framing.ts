import { frameBetween, type Frame } from "../_canvas/framed";
import type { Shape } from "../_canvas/kind";
import type { Point } from "../_canvas/plane";
import type { Touch } from "./input";
import { grab } from "./grab";
import { gesture, isClick, placeOf, tremble, waiting } from "./states";
import { classOf, make, show, type ImageHand, type ImageState, type World } from "./world";

/** A tool for what fills a frame: pressed and dragged, or from one click to another. Shift makes it even, Alt begins in the middle. */
export function framing(world: World, tool: string, shapeIn: (frame: Frame) => Shape): ImageState {
  const frame = (from: Point, touch: Touch) => frameBetween(from, placeOf(world, touch), touch, world.image);
  const drawn = (from: Point, touch: Touch, hand: ImageHand) => {
    const shape = shapeIn(frame(from, touch));
    const name = classOf(world, hand, shape.type);
    if (name !== null) show(hand, isClick(from, touch) ? null : { kind: "made", shape, class: name });
  };
  /** Thinner than the hand trembles it is no box that anybody meant. */
  const isSpeck = ({ width, height }: Frame, pixel: number) => Math.min(width, height) <= tremble * pixel;
  const finish = (from: Point, touch: Touch, hand: ImageHand) => {
    const whole = frame(from, touch);
    show(hand, null);
    if (!isSpeck(whole, touch.pixel)) make(world, hand, shapeIn(whole));
    return world.idle(tool);
  };

  const dragged = (from: Point) =>
    gesture(world, tool, "drawing", {
      drag: (touch, hand) => {
        drawn(from, touch, hand);
        return undefined;
      },
      up: (touch, hand) => (isSpeck(frame(from, touch), touch.pixel) ? clicked(from) : finish(from, touch, hand)),
    });
  const clicked = (from: Point): ImageState =>
    gesture(world, tool, "drawing to the next click", {
      drag: (touch, hand) => {
        drawn(from, touch, hand);
        return undefined;
      },
      down: (touch, hand) => finish(from, touch, hand),
      takeBack: (_, hand) => {
        show(hand, null);
        return world.idle(tool);
      },
    });
  return drawing(world, tool, (touch) => dragged(placeOf(world, touch)));
}

/** A drawing tool that waits. With Ctrl held it takes hold of objects as the select tool does, and stays the tool. */
export function drawing(world: World, tool: string, begin: (touch: Touch, hand: ImageHand) => ImageState | undefined): ImageState {
  return waiting(world, tool, {
    down: (touch, hand) => {
      if (touch.mod) return grab.press(world, tool, touch, hand);
      hand.pass({ corner: null, hovered: null });
      // While a part of the selected polygon is drawn, it stays selected.
      if (hand.passing.adds === "object" && hand.passing.selected.size > 0 && tool !== "points") hand.pass({ selected: new Set() });
      return begin(touch, hand);
    },
    drag: (touch, hand) => {
      const next = touch.mod ? grab.over(world, touch, hand) : { hovered: null, cursor: "" };
      if (next.cursor !== hand.passing.cursor || next.hovered !== hand.passing.hovered) hand.pass(next);
      return undefined;
    },
  });
}
