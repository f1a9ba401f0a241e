import { useEffect, type RefObject } from "react";
import type { ImageViewer } from "./viewer";

/** Tells the viewer how large its surface is, now and whenever that changes. */
export function usePlaced(surface: RefObject<HTMLElement | null>, viewer: ImageViewer): void {
  useEffect(() => {
    const target = surface.current;
    if (!target) return;
    const measure = () => viewer.place({ width: target.clientWidth, height: target.clientHeight });
    measure();
    const watcher = new ResizeObserver(measure);
    watcher.observe(target);
    return () => watcher.disconnect();
  }, [surface, viewer]);
}
