import { Maximize, Minus, Plus } from "lucide-react";
import { useEffect, useRef, useState, useSyncExternalStore } from "react";
import { useKey } from "@/app/commands";
import { formatPercent, t } from "@/app/messages";
import { Button, IconButton } from "@/ui/Button";
import { cx } from "@/ui/cx";
import { Notice } from "@/ui/Notice";
import styles from "./ImageSurface.module.css";
import { useGestures } from "./useGestures";
import type { ImageViewer } from "./viewer";

interface ImageSurfaceProps {
  src: string;
  viewer: ImageViewer;
  /** What it is, for those who don't see it; never its file's name, which may tell more than the picture. */
  alt: string;
}

/** A picture to look at: the whole of it, or as close as single pixels. */
export function ImageSurface({ src, viewer, alt }: ImageSurfaceProps) {
  const surface = useRef<HTMLDivElement>(null);
  const [loaded, setLoaded] = useState<"waiting" | "shown" | "broken" | "other">("waiting");
  const [tries, setTries] = useState(0);
  const view = useSyncExternalStore(
    (reader) => viewer.subscribe(reader),
    () => viewer.view,
  );
  useGestures(surface, viewer);

  useEffect(() => {
    const target = surface.current;
    if (!target) return;
    const measure = () => viewer.place({ width: target.clientWidth, height: target.clientHeight });
    measure();
    const watcher = new ResizeObserver(measure);
    watcher.observe(target);
    return () => watcher.disconnect();
  }, [viewer]);

  const density = globalThis.devicePixelRatio || 1;
  // On whole pixels of the screen: half a pixel off, everything is blurred.
  const whole = (place: number) => Math.round(place * density) / density;
  const size = { width: viewer.image.width * view.scale, height: viewer.image.height * view.scale };
  const keys = { in: useKey("image.zoomIn", "+"), out: useKey("image.zoomOut", "-"), fit: useKey("image.fit", "0") };

  return (
    <div className={styles.frame}>
      <div ref={surface} className={styles.surface} tabIndex={0} role="region" aria-label={t("image.region")}>
        {viewer.placed && (
          <img
            key={tries}
            className={cx(styles.image, loaded === "shown" && styles.shown, view.scale * density > 1.5 && styles.pixels)}
            src={tries === 0 ? src : `${src}?try=${tries}`}
            alt={alt}
            draggable={false}
            decoding="async"
            style={{ ...size, transform: `translate(${whole(view.x)}px, ${whole(view.y)}px)` }}
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
      </div>
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
      <div className={styles.bar} role="group" aria-label={t("command.group.image")}>
        <IconButton label={t("image.zoomOut")} keys={keys.out} onClick={() => viewer.zoom(-1)}>
          <Minus size={14} />
        </IconButton>
        <button type="button" className={styles.scale} title={t("image.actual")} onClick={() => viewer.actual(density)}>
          {formatPercent(view.scale * density)}
        </button>
        <IconButton label={t("image.zoomIn")} keys={keys.in} onClick={() => viewer.zoom(1)}>
          <Plus size={14} />
        </IconButton>
        <IconButton label={t("image.fit")} keys={keys.fit} className={cx(viewer.fitted && styles.on)} onClick={() => viewer.fit()}>
          <Maximize size={14} />
        </IconButton>
        <span className={styles.size}>{t("image.size", { width: String(viewer.image.width), height: String(viewer.image.height) })}</span>
      </div>
    </div>
  );
}
