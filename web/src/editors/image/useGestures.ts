import { useEffect, type RefObject } from "react";
import type { Point } from "./view";
import type { ImageViewer } from "./viewer";

const lineHeight = 16;

/** Wheel and pinch zoom at the place they point to; dragging moves; a double click shows all of it again. */
export function useGestures(surface: RefObject<HTMLElement | null>, viewer: ImageViewer): void {
  useEffect(() => {
    const target = surface.current;
    if (!target) return;
    const fingers = new Map<number, Point>();
    const placeOf = (event: MouseEvent): Point => {
      const box = target.getBoundingClientRect();
      return { x: event.clientX - box.left, y: event.clientY - box.top };
    };

    const wheel = (event: WheelEvent) => {
      event.preventDefault();
      const by = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? event.deltaY * lineHeight : event.deltaY;
      // A pinch on a touchpad comes as a wheel with Ctrl, in small steps.
      viewer.scaleBy(Math.exp(-Math.max(-240, Math.min(240, by)) * (event.ctrlKey ? 0.01 : 0.002)), placeOf(event));
    };
    const down = (event: PointerEvent) => {
      if (event.button > 1) return;
      fingers.set(event.pointerId, placeOf(event));
      target.setPointerCapture(event.pointerId);
      target.dataset["dragging"] = "";
    };
    const move = (event: PointerEvent) => {
      const before = fingers.get(event.pointerId);
      if (!before) return;
      const now = placeOf(event);
      const other = [...fingers].find(([id]) => id !== event.pointerId)?.[1];
      fingers.set(event.pointerId, now);
      if (other) {
        const apart = (a: Point) => Math.max(1, Math.hypot(a.x - other.x, a.y - other.y));
        viewer.scaleBy(apart(now) / apart(before), { x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 });
        viewer.pan({ x: (now.x - before.x) / 2, y: (now.y - before.y) / 2 });
      } else {
        viewer.pan({ x: now.x - before.x, y: now.y - before.y });
      }
    };
    const up = (event: PointerEvent) => {
      fingers.delete(event.pointerId);
      if (fingers.size === 0) delete target.dataset["dragging"];
    };
    const all = () => viewer.fit();

    target.addEventListener("wheel", wheel, { passive: false });
    target.addEventListener("pointerdown", down);
    target.addEventListener("pointermove", move);
    target.addEventListener("pointerup", up);
    target.addEventListener("pointercancel", up);
    target.addEventListener("dblclick", all);
    return () => {
      target.removeEventListener("wheel", wheel);
      target.removeEventListener("pointerdown", down);
      target.removeEventListener("pointermove", move);
      target.removeEventListener("pointerup", up);
      target.removeEventListener("pointercancel", up);
      target.removeEventListener("dblclick", all);
    };
  }, [surface, viewer]);
}
