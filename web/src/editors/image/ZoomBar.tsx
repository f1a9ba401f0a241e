import { Maximize, Minus, Plus } from "lucide-react";
import { useSyncExternalStore, type ReactNode } from "react";
import { useKey } from "@/app/commands";
import { formatPercent, t } from "@/app/messages";
import { IconButton } from "@/ui/Button";
import { cx } from "@/ui/cx";
import { FloatingBar } from "@/ui/FloatingBar";
import styles from "./ImageSurface.module.css";
import type { ImageViewer } from "./viewer";

/** How large the picture is shown, and the way to see more or less of it. */
export function ZoomBar({ viewer, children }: { viewer: ImageViewer; children?: ReactNode }) {
  useSyncExternalStore(
    (reader) => viewer.subscribe(reader),
    () => `${viewer.view.scale} ${viewer.fitted}`,
  );
  const density = globalThis.devicePixelRatio || 1;
  const keys = { in: useKey("image.zoomIn", "+"), out: useKey("image.zoomOut", "-"), fit: useKey("image.fit", "0") };
  return (
    <FloatingBar label={t("command.group.image")}>
      {children}
      <IconButton label={t("image.zoomOut")} keys={keys.out} onClick={() => viewer.zoom(-1)}>
        <Minus size={14} />
      </IconButton>
      <button type="button" className={styles.scale} title={t("image.actual")} onClick={() => viewer.actual(density)}>
        {formatPercent(viewer.view.scale * density)}
      </button>
      <IconButton label={t("image.zoomIn")} keys={keys.in} onClick={() => viewer.zoom(1)}>
        <Plus size={14} />
      </IconButton>
      <IconButton label={t("image.fit")} keys={keys.fit} className={cx(viewer.fitted && styles.on)} onClick={() => viewer.fit()}>
        <Maximize size={14} />
      </IconButton>
      <span className={styles.size}>{t("image.size", { width: String(viewer.image.width), height: String(viewer.image.height) })}</span>
    </FloatingBar>
  );
}
