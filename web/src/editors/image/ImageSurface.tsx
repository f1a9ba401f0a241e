import { useEffect, useRef } from "react";
import { t } from "@/app/messages";
import styles from "./ImageSurface.module.css";
import { Picture } from "./Picture";
import { handle } from "./pointers";
import { usePlaced } from "./usePlaced";
import type { ImageViewer } from "./viewer";
import { ZoomBar } from "./ZoomBar";

/** A picture to look at: the whole of it, or as close as single pixels. */
export function ImageSurface({ src, viewer, alt }: { src: string; viewer: ImageViewer; alt: string }) {
  const surface = useRef<HTMLDivElement>(null);
  usePlaced(surface, viewer);
  useEffect(() => (surface.current ? handle(surface.current, viewer, null) : undefined), [viewer]);
  return (
    <div className={styles.frame}>
      <div ref={surface} className={styles.surface} tabIndex={0} role="region" aria-label={t("image.region")}>
        <Picture src={src} viewer={viewer} alt={alt} />
      </div>
      <ZoomBar viewer={viewer} />
    </div>
  );
}
