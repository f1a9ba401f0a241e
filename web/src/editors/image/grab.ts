import { kindOf } from "../_canvas/kinds";
import type { Shape } from "../_canvas/kind";
import { between, distance, type Point } from "../_canvas/plane";
import { handleAt, reachOfHand, type Mark } from "../_canvas/scene/scene";
import type { Touch } from "./input";
import { gesture, isClick } from "./states";
import { movable, move, onlyMark, outOfReach, reshape, show, wayOf, type ImageHand, type ImageState, type World } from "./world";

/** Takes hold of what is there: handles and corners of the selected object, objects, or nothing, for a rubber band. */
function press(world: World, home: string, touch: Touch, hand: ImageHand): ImageState | undefined {
  const mark = world.readOnly ? undefined : onlyMark(world, hand);
  const taken = mark && handle(world, home, mark, touch, hand);
  if (taken) return taken === "done" ? undefined : taken;

  hand.pass({ corner: null });
  const hit = world.scene.hit(touch.at, touch.pixel, outOfReach(hand.passing));
  const adding = touch.shift || touch.mod;
  if (!hit) return band(world, home, touch.at, adding);
  const { selected } = hand.passing;
  if (touch.shift || (touch.mod && home === "select")) {
    const next = new Set(selected);
    if (!next.delete(hit.id)) next.add(hit.id);
    hand.pass({ selected: next });
    return undefined;
  }
  const was = selected.has(hit.id);
  if (!was) hand.pass({ selected: new Set([hit.id]) });
  return world.readOnly ? undefined : pressed(world, home, touch.at, hit, was && selected.size > 1);
}

/** What a press does with a handle or, with Alt, a line of the selected object. */
function handle(world: World, home: string, { id, shape }: Mark, touch: Touch, hand: ImageHand): ImageState | "done" | undefined {
  const kind = kindOf(shape);
  const found = handleAt(shape, touch.at, touch.pixel);
  if (found?.look === "vertex" && touch.alt) {
    removeCorner(hand, { id, shape }, found.id);
    return "done";
  }
  const edge = touch.alt && !found ? kind.edge?.(shape, touch.at) : null;
  const line = found?.look === "between" ? found.id : edge && edge.away <= reachOfHand * touch.pixel ? edge.handle : null;
  const split = line === null ? null : kind.split?.(shape, line);
  if (split) {
    const moved = kind.dragged(split.shape, split.handle, touch.at, { shift: false, alt: false }, world.image);
    show(hand, { kind: "changed", id, shape: moved });
    return dragging(world, home, id, moved, split.handle, touch.at, touch.at, true);
  }
  return found ? dragging(world, home, id, shape, found.id, found.at, touch.at, false) : undefined;
}

/** An object's handle is in the hand; `from` is where it was, `at` where it was taken. */
function dragging(
  world: World,
  home: string,
  id: string,
  shape: Shape,
  name: string,
  from: Point,
  at: Point,
  changed: boolean,
): ImageState {
  const kind = kindOf(shape);
  const isCorner = kind.handles(shape, 0).some((each) => each.id === name && each.look === "vertex");
  const shapeAt = (touch: Touch) => {
    const to = { x: from.x + touch.at.x - at.x, y: from.y + touch.at.y - at.y };
    return kind.dragged(shape, name, to, touch, world.image);
  };
  let moving = changed;
  return gesture(world, home, "dragging", {
    drag: (touch, hand) => {
      moving ||= !isClick(at, touch);
      if (moving) show(hand, { kind: "changed", id, shape: shapeAt(touch) });
      return undefined;
    },
    up: (touch, hand) => {
      moving ||= !isClick(at, touch);
      if (moving) {
        reshape(hand, id, shapeAt(touch));
        hand.commit();
      }
      hand.pass({ inHand: null, corner: isCorner ? name : null });
      return world.idle(home);
    },
  });
}

/** An object is pressed: a movement takes along all that is selected, a click selects it alone. */
function pressed(world: World, home: string, from: Point, mark: Mark, amongOthers: boolean): ImageState {
  return gesture(world, home, "pressed", {
    drag: (touch, hand) => {
      if (isClick(from, touch)) return undefined;
      const next = moving(world, home, from, movable(world, hand));
      (next.on as { drag: (touch: Touch, hand: ImageHand) => void }).drag(touch, hand);
      return next;
    },
    up: (_, hand) => {
      if (amongOthers) hand.pass({ selected: new Set([mark.id]) });
      return world.idle(home);
    },
  });
}

function moving(world: World, home: string, from: Point, list: readonly string[]): ImageState {
  const ids = new Set(list);
  const way = ({ at, shift }: Touch) => {
    const [dx, dy] = [at.x - from.x, at.y - from.y];
    // With Shift along one direction only.
    const straight = !shift ? { dx, dy } : Math.abs(dx) > Math.abs(dy) ? { dx, dy: 0 } : { dx: 0, dy };
    return wayOf(world, ids, straight.dx, straight.dy);
  };
  return gesture(world, home, "moving", {
    drag: (touch, hand) => {
      show(hand, { kind: "moved", ids, ...way(touch) });
      return undefined;
    },
    up: (touch, hand) => {
      const { dx, dy } = way(touch);
      move(world, hand, ids, dx, dy);
      hand.commit();
      show(hand, null);
      return world.idle(home);
    },
  });
}

function band(world: World, home: string, from: Point, adding: boolean): ImageState {
  return gesture(world, home, "band", {
    drag: ({ at }, hand) => {
      show(hand, { kind: "band", extent: between(from, at) });
      return undefined;
    },
    up: (touch, hand) => {
      const caught = isClick(from, touch) ? [] : world.scene.caught(between(from, touch.at), outOfReach(hand.passing)).map(({ id }) => id);
      const selected = new Set(adding ? [...hand.passing.selected, ...caught] : caught);
      hand.pass({ inHand: null, selected });
      return world.idle(home);
    },
  });
}

/** Takes a corner away; an object without corners is gone. */
function removeCorner(hand: ImageHand, { id, shape }: Pick<Mark, "id" | "shape">, corner: string): void {
  const left = kindOf(shape).without?.(shape, corner);
  hand.pass({ corner: null });
  // The last corners of an object are removed with it, by Delete: here that would be an accident.
  if (!left) return;
  reshape(hand, id, left);
  hand.commit();
}

/** What the pointer would take hold of. */
function over(world: World, { at, pixel, alt }: Touch, hand: ImageHand): { hovered: string | null; cursor: string } {
  const mark = world.readOnly ? undefined : onlyMark(world, hand);
  const found = mark && handleAt(mark.shape, at, pixel);
  if (mark && found) return { hovered: mark.id, cursor: alt && found.look === "vertex" ? "not-allowed" : found.cursor };
  if (mark && alt && (kindOf(mark.shape).edge?.(mark.shape, at)?.away ?? Infinity) <= reachOfHand * pixel)
    return { hovered: mark.id, cursor: "copy" };
  const hit = world.scene.hit(at, pixel, outOfReach(hand.passing));
  if (!hit) return { hovered: null, cursor: "" };
  return { hovered: hit.id, cursor: hand.passing.selected.has(hit.id) && !world.readOnly ? "move" : "pointer" };
}

export const grab = { press, over, removeCorner };

export const near = (a: Point, b: Point, pixel: number) => distance(a, b) <= reachOfHand * pixel;
