import { useState, useSyncExternalStore } from "react";
import { t } from "@/app/messages";
import { Button } from "@/ui/Button";
import { cx } from "@/ui/cx";
import { Notice } from "@/ui/Notice";
import styles from "./ImageSurface.module.css";
import type { ImageViewer } from "./viewer";

interface PictureProps {
  src: string;
  viewer: ImageViewer;
  /** What it is, for those who don't see it; never its file's name, which may tell more than the picture. */
  alt: string;
  filter?: string | undefined;
}

/** The picture itself, where the viewer has it; or what keeps it from being shown. */
export function Picture({ src, viewer, alt, filter }: PictureProps) {
  const [loaded, setLoaded] = useState<"waiting" | "shown" | "broken" | "other">("waiting");
  const [tries, setTries] = useState(0);
  useSyncExternalStore(
    (reader) => viewer.subscribe(reader),
    () => viewer.view,
  );
  const { x, y, scale } = viewer.shown;
  const density = globalThis.devicePixelRatio || 1;
  return (
    <>
      {viewer.placed && (
        <img
          key={tries}
          className={cx(styles.image, loaded === "shown" && styles.shown, scale * density > 1.5 && styles.pixels)}
          src={tries === 0 ? src : `${src}?try=${tries}`}
          alt={alt}
          draggable={false}
          decoding="async"
          style={{
            width: viewer.image.width * scale,
            height: viewer.image.height * scale,
            transform: `translate(${x}px, ${y}px)`,
            filter,
          }}
          onLoad={({ currentTarget: { naturalWidth, naturalHeight } }) =>
            setLoaded(
              Math.abs(naturalWidth * viewer.image.height - naturalHeight * viewer.image.width) <= naturalWidth + naturalHeight
                ? "shown"
                : "other",
            )
          }
          onError={() => setLoaded("broken")}
        />
      )}
      {loaded === "broken" && (
        <div className={styles.trouble}>
          <Notice
            kind="bad"
            title={t("image.broken")}
            actions={
              <Button
                small
                onClick={() => {
                  setLoaded("waiting");
                  setTries(tries + 1);
                }}
              >
                {t("ui.retry")}
              </Button>
            }
          >
            {t("image.brokenTodo")}
          </Notice>
        </div>
      )}
      {loaded === "other" && (
        <div className={styles.trouble}>
          <Notice kind="bad" title={t("image.other")}>
            {t("image.otherTodo")}
          </Notice>
        </div>
      )}
    </>
  );
}
