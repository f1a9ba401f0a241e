import { kindOf } from "../_canvas/kinds";
import { distance, inside, round, type Point } from "../_canvas/plane";
import type { ImageInput, Touch } from "./input";
import { grab } from "./grab";
import {
  classOf,
  make,
  movable,
  move,
  onlyMark,
  reshape,
  show,
  state,
  wayOf,
  type Handlers,
  type ImageHand,
  type ImageState,
  type World,
} from "./world";

/** So little on the screen is a trembling hand, not a movement. */
export const tremble = 2;
export const isClick = (from: Point, { at, pixel }: Touch) => distance(from, at) <= tremble * pixel;
export const placeOf = ({ image }: World, { at }: Touch): Point => inside(at, image);

/** Goes on with another tool; what can't be drawn with it gets the first class that can. */
export function switchTo(world: World, name: string, hand: ImageHand): ImageState {
  const geometry = world.geometryOf(name);
  const current = geometry === null ? null : classOf(world, hand, geometry);
  hand.pass({ tool: name, inHand: null, corner: null, cursor: "", adds: "object", ...(current !== null && { current }) });
  return world.idle(name);
}

/** From the first touch to the last. Escape and undo end it as if it had never begun. */
export function gesture(world: World, home: string, name: string, on: Handlers): ImageState {
  const end = (_: unknown, hand: ImageHand) => {
    hand.pass({ inHand: null, adds: "object" });
    return world.idle(home);
  };
  const stay = () => undefined;
  const tool: Handlers["tool"] = (input, hand) => switchTo(world, input.name, hand);
  return state(name, { cancel: end, undo: end, redo: stay, nudge: stay, grow: stay, place: stay, tool, ...on }, { open: true });
}

/** A tool that waits: keys move and resize what is selected, place a box, change the tool. */
export function waiting(world: World, home: string, on: Handlers): ImageState {
  const tool: Handlers["tool"] = (input, hand) => switchTo(world, input.name, hand);
  if (world.readOnly) return state(home, { tool, ...on });

  /** A go of the same key is one step to undo. */
  const stepped = (change: (input: Moved, hand: ImageHand) => void, type: "nudge" | "grow") => {
    const again = (more: boolean) => (input: Moved, hand: ImageHand) => {
      change(input, hand);
      hand.commit(more ? "more" : "undoable");
      return more ? undefined : going();
    };
    const going = (): ImageState => {
      const back = world.idle(home);
      const others = Object.entries(back.on as Handlers).map(([name, handle]) => [
        name,
        (input: never, hand: ImageHand) => handle(input, hand) ?? back,
      ]);
      return state(home, { ...(Object.fromEntries(others) as Handlers), settle: () => back, [type]: again(true) });
    };
    return again(false);
  };

  return state(home, {
    tool,
    nudge: stepped((input, hand) => nudged(world, hand, input), "nudge"),
    grow: stepped((input, hand) => grownBy(world, hand, input), "grow"),
    place: (input, hand) => {
      placeBox(world, hand, input);
      return undefined;
    },
    takeBack: (_, hand) => {
      withoutCorner(world, hand);
      return undefined;
    },
    cut: (_, hand) => outlineInto(world, hand, "hole"),
    extend: (_, hand) => outlineInto(world, hand, "part"),
    cancel: (_, hand) => {
      if (hand.passing.corner !== null || hand.passing.adds !== "object") hand.pass({ corner: null, adds: "object" });
      else if (hand.passing.selected.size > 0) hand.pass({ selected: new Set() });
      else return home === "select" ? undefined : switchTo(world, "select", hand);
      return undefined;
    },
    ...on,
  });
}

type Moved = { readonly dx: number; readonly dy: number };

/** Moves the corner in hand, or all that is selected. */
function nudged(world: World, hand: ImageHand, { dx, dy }: Moved): void {
  const mark = onlyMark(world, hand);
  const { corner } = hand.passing;
  const handle =
    mark && corner !== null
      ? kindOf(mark.shape)
          .handles(mark.shape, 0)
          .find(({ id }) => id === corner)
      : undefined;
  if (mark && handle) {
    const to = { x: handle.at.x + dx, y: handle.at.y + dy };
    reshape(hand, mark.id, kindOf(mark.shape).dragged(mark.shape, handle.id, to, { shift: false, alt: false }, world.image));
    return;
  }
  const ids = movable(world, hand);
  const way = wayOf(world, ids, dx, dy);
  move(world, hand, ids, way.dx, way.dy);
}

function grownBy(world: World, hand: ImageHand, { dx, dy }: Moved): void {
  for (const id of movable(world, hand)) {
    const shape = world.scene.get(id)?.shape;
    if (shape) reshape(hand, id, kindOf(shape).resized(shape, dx, dy, world.image));
  }
}

function placeBox(world: World, hand: ImageHand, { at, side }: Extract<ImageInput, { type: "place" }>): void {
  if (classOf(world, hand, "box") === null) return;
  const { width, height } = world.image;
  const [w, h] = [round(Math.min(side, width)), round(Math.min(side, height))];
  const [x, y] = [round(Math.min(Math.max(0, at.x - w / 2), width - w)), round(Math.min(Math.max(0, at.y - h / 2), height - h))];
  make(world, hand, { type: "box", x, y, width: w, height: h, rotation: 0 });
}

function withoutCorner(world: World, hand: ImageHand): void {
  const mark = onlyMark(world, hand);
  if (mark && hand.passing.corner !== null) grab.removeCorner(hand, mark, hand.passing.corner);
}

/** The polygon tool, whose next outline becomes part of the polygon that is selected. */
function outlineInto(world: World, hand: ImageHand, adds: "hole" | "part"): ImageState | undefined {
  if (onlyMark(world, hand)?.shape.type !== "polygon") return undefined;
  const next = switchTo(world, "polygon", hand);
  hand.pass({ adds });
  show(hand, null);
  return next;
}
