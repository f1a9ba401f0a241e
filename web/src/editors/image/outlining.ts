import type { Polygon, Shape } from "../_canvas/kind";
import { distance, pointOf, roundPair, simplified, type Pair, type Point } from "../_canvas/plane";
import type { Touch } from "./input";
import { drawing } from "./framing";
import { near } from "./grab";
import { gesture, placeOf } from "./states";
import { classOf, make, onlyMark, reshape, show, type ImageHand, type ImageState, type World } from "./world";

/** A ring without the corners at its end that repeat the first one: it closes by itself. */
function opened(ring: readonly Pair[]): readonly Pair[] {
  const [first] = ring;
  const last = ring.findLastIndex(([x, y]) => x !== first?.[0] || y !== first[1]);
  return ring.slice(0, last + 1);
}

function isArea(ring: readonly Pair[]): boolean {
  const [first] = ring;
  if (!first) return false;
  return ring.some((corner, n) => {
    const next = ring[n + 1];
    return next !== undefined && (corner[0] - first[0]) * (next[1] - first[1]) !== (next[0] - first[0]) * (corner[1] - first[1]);
  });
}

interface Outline {
  readonly tool: "polygon" | "polyline";
  readonly closed: boolean;
  readonly least: number;
}

/** A tool for lines from click to click; with Shift the hand draws freely. The last corner can be taken back. */
export function outlining(world: World, { tool, closed, least }: Outline): ImageState {
  const display = (points: readonly Pair[], next: Point | null, closing: boolean, hand: ImageHand) => {
    const name = classOf(world, hand, tool);
    if (name !== null) show(hand, { kind: "outline", points, next, closed, closing, class: name });
  };
  const isClosing = (points: readonly Pair[], { at, pixel }: Touch) =>
    closed && points.length >= least && points[0] !== undefined && near(pointOf(points[0]), at, pixel);
  const isSame = (points: readonly Pair[], [x, y]: Pair) => points.at(-1)?.[0] === x && points.at(-1)?.[1] === y;

  const finish = (drawn: readonly Pair[], hand: ImageHand): ImageState => {
    show(hand, null);
    const points = closed ? opened(drawn) : drawn;
    // What was drawn along one edge of the picture has no inside.
    if (points.length >= least && (!closed || isArea(points))) complete(points, hand);
    hand.pass({ adds: "object" });
    return world.idle(tool);
  };
  const complete = (points: readonly Pair[], hand: ImageHand) => {
    const into = hand.passing.adds === "object" ? undefined : onlyMark(world, hand);
    if (into?.shape.type === "polygon") {
      const { rings, holes } = into.shape;
      const shape: Polygon =
        hand.passing.adds === "hole"
          ? { type: "polygon", rings, holes: [...holes, points] }
          : { type: "polygon", rings: [...rings, points], holes };
      reshape(hand, into.id, shape);
      hand.commit();
      return;
    }
    const shape: Shape = closed ? { type: "polygon", rings: [points], holes: [] } : { type: "polyline", points };
    make(world, hand, shape);
  };
  const back = (points: readonly Pair[]) => (_: unknown, hand: ImageHand) => {
    const left = points.slice(0, -1);
    if (left.length === 0) {
      hand.pass({ inHand: null, adds: "object" });
      return world.idle(tool);
    }
    const { inHand } = hand.passing;
    display(left, inHand?.kind === "outline" ? inHand.next : null, false, hand);
    return line(left);
  };

  /** From corner to corner. */
  const line = (points: readonly Pair[]): ImageState =>
    gesture(world, tool, `outline of ${points.length}`, {
      down: (touch, hand) => {
        if (touch.clicks > 1 && points.length >= least) return finish(points, hand);
        if (isClosing(points, touch)) return finish(points, hand);
        const corner = roundPair(placeOf(world, touch));
        if (isSame(points, corner)) return undefined;
        const next = [...points, corner];
        display(next, pointOf(corner), false, hand);
        return touch.shift ? freehand(next, next.length) : line(next);
      },
      drag: (touch, hand) => {
        display(points, placeOf(world, touch), isClosing(points, touch), hand);
        return undefined;
      },
      finish: (_, hand) => finish(points, hand),
      takeBack: back(points),
      undo: back(points),
    });

  /** Along the hand, until it lets go; what it says nothing new with is left out. */
  const freehand = (start: readonly Pair[], fixed: number): ImageState => {
    let points = [...start];
    return gesture(world, tool, "freehand", {
      drag: (touch, hand) => {
        const at = placeOf(world, touch);
        const last = points.at(-1);
        if (!last || distance(pointOf(last), at) >= 2 * touch.pixel) points = [...points, roundPair(at)];
        display(points, at, isClosing(points, touch), hand);
        return undefined;
      },
      up: (touch, hand) => {
        const drawn = simplified(points.slice(fixed - 1).map(pointOf), touch.pixel).map(roundPair);
        const all = [...points.slice(0, fixed - 1), ...drawn];
        const first = all[0];
        if (closed && first && all.length >= least && near(pointOf(first), touch.at, 2 * touch.pixel)) {
          // The hand came back to where it began: its last corner is the first one.
          const last = all.at(-1);
          return finish(last && all.length > least && near(pointOf(first), pointOf(last), 2 * touch.pixel) ? all.slice(0, -1) : all, hand);
        }
        if (!closed && fixed === 1 && all.length >= least) return finish(all, hand);
        display(all, touch.at, false, hand);
        return line(all);
      },
      takeBack: back(points),
    });
  };

  return drawing(world, tool, (touch, hand) => {
    const first = roundPair(placeOf(world, touch));
    display([first], pointOf(first), false, hand);
    return touch.shift ? freehand([first], 1) : line([first]);
  });
}
