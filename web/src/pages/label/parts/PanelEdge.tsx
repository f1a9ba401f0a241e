import type { KeyboardEvent, PointerEvent } from "react";
import { t } from "@/app/messages";
import styles from "./Frame.module.css";

const [narrowest, widest] = [280, 640];

/** The edge between text and questions: drag it, or move it with the arrows. */
export function PanelEdge({ width, onWidth }: { width: number; onWidth: (width: number) => void }) {
  const set = (next: number) => onWidth(Math.round(Math.min(widest, Math.max(narrowest, next))));

  const onPointerDown = (event: PointerEvent<HTMLDivElement>) => {
    const edge = event.currentTarget;
    const [from, start] = [event.clientX, width];
    const move = (moved: globalThis.PointerEvent) => set(start + from - moved.clientX);
    edge.setPointerCapture(event.pointerId);
    edge.addEventListener("pointermove", move);
    edge.addEventListener("pointerup", () => edge.removeEventListener("pointermove", move), { once: true });
    event.preventDefault();
  };

  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowLeft: 16, ArrowRight: -16 }[event.key];
    if (!step) return;
    event.preventDefault();
    event.stopPropagation();
    set(width + step);
  };

  return (
    <div
      className={styles.edge}
      role="separator"
      aria-orientation="vertical"
      aria-label={t("label.panelSize")}
      aria-valuemin={narrowest}
      aria-valuemax={widest}
      aria-valuenow={width}
      tabIndex={0}
      onPointerDown={onPointerDown}
      onKeyDown={onKeyDown}
    />
  );
}
