import { frameOn } from "../../_canvas/framed";
import { distance, inside, roundPair, type Point } from "../../_canvas/plane";
import { drawing } from "../framing";
import type { Touch } from "../input";
import { gesture, isClick, placeOf, tremble } from "../states";
import { classOf, make, show, type ImageHand, type ImageState, type ImageTool, type World } from "../world";

const step = Math.PI / 12;

/** The end of the base line; with Shift in steps of 15°. */
function endOf(world: World, from: Point, touch: Touch): Point {
  const at = placeOf(world, touch);
  if (!touch.shift) return at;
  const angle = Math.round(Math.atan2(at.y - from.y, at.x - from.x) / step) * step;
  const length = distance(from, at);
  return inside({ x: from.x + length * Math.cos(angle), y: from.y + length * Math.sin(angle) }, world.image);
}

function rotated(world: World): ImageState {
  const home = "rotated";
  const baseline = (from: Point, touch: Touch, hand: ImageHand) => {
    const name = classOf(world, hand, "box");
    const next = endOf(world, from, touch);
    if (name !== null) show(hand, { kind: "outline", points: [roundPair(from)], next, closed: false, closing: false, class: name });
  };
  const rising = (from: Point, to: Point): ImageState => {
    const lower = (_: unknown, hand: ImageHand) => {
      show(hand, null);
      return based(from, false);
    };
    return gesture(world, home, "raising", {
      drag: (touch, hand) => {
        const shape = { type: "box" as const, ...frameOn(from, to, placeOf(world, touch), world.image) };
        const name = classOf(world, hand, "box");
        if (name !== null) show(hand, { kind: "made", shape, class: name });
        return undefined;
      },
      down: (touch, hand) => {
        const frame = frameOn(from, to, placeOf(world, touch), world.image);
        if (frame.height <= tremble * touch.pixel) return undefined;
        make(world, hand, { type: "box", ...frame });
        return world.idle(home);
      },
      takeBack: lower,
      undo: lower,
    });
  };
  /** The base line: dragged, or to the next click. */
  const based = (from: Point, held: boolean): ImageState =>
    gesture(world, home, "laying the base", {
      drag: (touch, hand) => {
        baseline(from, touch, hand);
        return undefined;
      },
      up: (touch) => {
        if (!held) return undefined;
        return isClick(from, touch) ? based(from, false) : rising(from, endOf(world, from, touch));
      },
      down: (touch) => (held || isClick(from, touch) ? undefined : rising(from, endOf(world, from, touch))),
      takeBack: (_, hand) => {
        show(hand, null);
        return world.idle(home);
      },
    });
  return drawing(world, home, (touch) => based(placeOf(world, touch), true));
}

/** Draws turned boxes with three clicks: two for the base line, one for the height. */
export const tool: ImageTool = { name: "rotated", geometry: "box", keys: ["R"], order: 2, cursor: "crosshair", idle: rotated };
