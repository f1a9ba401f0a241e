import { useSyncExternalStore } from "react";
import type { MarkLooks } from "../looks";
import styles from "./Pinned.module.css";
import type { ImageViewer } from "./viewer";

/** Comments that are pinned to a place in the picture, each where it is; what was said stands there when one points at it. */
export function Pinned({ looks, viewer }: { looks: MarkLooks; viewer: ImageViewer }) {
  const notes = useSyncExternalStore(
    (reader) => looks.subscribe(reader),
    () => looks.notes,
  );
  useSyncExternalStore(
    (reader) => viewer.subscribe(reader),
    () => viewer.view,
  );
  const { x, y, scale } = viewer.shown;
  return notes.map(
    ({ id, name, said, at }) =>
      at && (
        <span key={id} className={styles.pin} title={said} style={{ left: x + at.x * scale, top: y + at.y * scale }}>
          {name}
        </span>
      ),
  );
}
