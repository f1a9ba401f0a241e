import type { Touch } from "./input";
import type { Point } from "./view";
import type { ImageViewer } from "./viewer";

/** Who takes a press that isn't for moving the picture. */
export interface Hands {
  /** Whether this press is for the marks. */
  takes(touch: Touch): boolean;
  send(type: "down" | "drag" | "up", touch: Touch): void;
  cancel(): void;
  /** The pointer is here on the surface, or nowhere on it. */
  point(at: Point | null): void;
  /** A double click that no tool has a use for. */
  twice(touch: Touch): void;
}

const lineHeight = 16;
const pressMs = 400;
const samePlace = 6;

/**
 * Wheel and pinch zoom at the place they point to. Space, the middle and the right button, two fingers and, where nothing can
 * be drawn, the hand itself move the picture; everything else goes to the marks.
 */
export function handle(target: HTMLElement, viewer: ImageViewer, hands: Hands | null): () => void {
  const fingers = new Map<number, Point>();
  let drawing: number | null = null;
  let space = false;
  let last = { at: { x: 0, y: 0 }, time: 0, count: 0 };

  const placeOf = (event: MouseEvent): Point => {
    const box = target.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };
  const touchOf = (event: PointerEvent): Touch => ({
    at: viewer.toImage(placeOf(event)),
    shift: event.shiftKey,
    alt: event.altKey,
    mod: event.ctrlKey || event.metaKey,
    pixel: 1 / viewer.view.scale,
    clicks: last.count,
  });
  const mark = (name: "dragging" | "panning", on: boolean) => target.toggleAttribute(`data-${name}`, on);

  const wheel = (event: WheelEvent) => {
    event.preventDefault();
    const by = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? event.deltaY * lineHeight : event.deltaY;
    // A pinch on a touchpad comes as a wheel with Ctrl, in small steps.
    viewer.scaleBy(Math.exp(-Math.max(-240, Math.min(240, by)) * (event.ctrlKey ? 0.01 : 0.002)), placeOf(event));
  };

  /** Which press of several at one place this is. */
  const count = (event: PointerEvent) => {
    const at = placeOf(event);
    const again = event.timeStamp - last.time < pressMs && Math.hypot(at.x - last.at.x, at.y - last.at.y) < samePlace;
    last = { at, time: event.timeStamp, count: again ? last.count + 1 : 1 };
  };

  const down = (event: PointerEvent) => {
    if (event.button > 2) return;
    target.setPointerCapture(event.pointerId);
    const second = fingers.size > 0;
    fingers.set(event.pointerId, placeOf(event));
    if (second) {
      // A second finger means that the picture is meant.
      if (drawing !== null) hands?.cancel();
      drawing = null;
      return;
    }
    if (event.button === 0) count(event);
    const touch = touchOf(event);
    if (hands && event.button === 0 && !space && hands.takes(touch)) {
      drawing = event.pointerId;
      hands.send("down", touch);
    } else {
      mark("dragging", true);
    }
  };

  const move = (event: PointerEvent) => {
    const before = fingers.get(event.pointerId);
    const now = placeOf(event);
    if (event.pointerType !== "touch") hands?.point(now);
    if (!before) {
      if (event.pointerType !== "touch" && !space) hands?.send("drag", touchOf(event));
      return;
    }
    const other = [...fingers].find(([id]) => id !== event.pointerId)?.[1];
    fingers.set(event.pointerId, now);
    if (drawing === event.pointerId) {
      hands?.send("drag", touchOf(event));
    } else if (other) {
      const apart = (a: Point) => Math.max(1, Math.hypot(a.x - other.x, a.y - other.y));
      viewer.scaleBy(apart(now) / apart(before), { x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 });
      viewer.pan({ x: (now.x - before.x) / 2, y: (now.y - before.y) / 2 });
    } else {
      viewer.pan({ x: now.x - before.x, y: now.y - before.y });
    }
  };

  const up = (event: PointerEvent) => {
    const known = fingers.delete(event.pointerId);
    if (fingers.size === 0) mark("dragging", false);
    if (drawing !== event.pointerId) return;
    drawing = null;
    if (!known) return;
    if (event.type === "pointercancel") hands?.cancel();
    else hands?.send("up", touchOf(event));
  };

  const leave = () => hands?.point(null);
  const twice = (event: MouseEvent) => {
    if (!hands) viewer.fit();
    else hands.twice({ at: viewer.toImage(placeOf(event)), shift: false, alt: false, mod: false, pixel: 1 / viewer.view.scale, clicks: 2 });
  };
  const key = (event: KeyboardEvent) => {
    if (event.code !== "Space") return;
    const inControl =
      event.target instanceof Element && event.target.closest("input, textarea, select, button, a, dialog, [contenteditable]");
    space = event.type === "keydown" && !inControl;
    mark("panning", space);
    if (space && (event.target === document.body || event.target === target)) event.preventDefault();
  };
  const blur = () => {
    space = false;
    mark("panning", false);
  };
  const menu = (event: MouseEvent) => event.preventDefault();

  const listeners = {
    wheel,
    pointerdown: down,
    pointermove: move,
    pointerup: up,
    pointercancel: up,
    pointerleave: leave,
    dblclick: twice,
    contextmenu: menu,
  };
  for (const [name, listener] of Object.entries(listeners)) target.addEventListener(name, listener as EventListener, { passive: false });
  window.addEventListener("keydown", key);
  window.addEventListener("keyup", key);
  window.addEventListener("blur", blur);
  return () => {
    for (const [name, listener] of Object.entries(listeners)) target.removeEventListener(name, listener as EventListener);
    window.removeEventListener("keydown", key);
    window.removeEventListener("keyup", key);
    window.removeEventListener("blur", blur);
  };
}
