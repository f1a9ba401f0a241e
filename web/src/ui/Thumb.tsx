import { ImageOff } from "lucide-react";
import { useState } from "react";
import { cx } from "./cx";
import styles from "./Thumb.module.css";

/** A small picture; where it can't be shown, a sign that says so. `cover` fills a small square, otherwise all of it is seen. */
export function Thumb({ src, alt, cover, className }: { src: string; alt: string; cover?: boolean; className?: string | undefined }) {
  const [failed, setFailed] = useState<string | null>(null);
  if (failed === src) {
    return (
      <span className={cx(styles.thumb, styles.failed, className)} role="img" aria-label={alt}>
        <ImageOff size={16} aria-hidden="true" />
      </span>
    );
  }
  return (
    <img
      className={cx(styles.thumb, cover ? styles.cover : styles.whole, className)}
      src={src}
      alt={alt}
      loading="lazy"
      decoding="async"
      draggable={false}
      onError={() => setFailed(src)}
    />
  );
}
