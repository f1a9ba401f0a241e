import { useId, type Ref } from "react";
import type { Metadata } from "@/api/types";
import { t } from "@/app/messages";
import { Facts } from "./Facts";
import styles from "./TextSurface.module.css";

/** The text to read, in a measure that reads well, as it is stored: nothing in it is markup. */
export function TextSurface({
  text,
  metadata = {},
  scroller,
  compact,
}: {
  text: string;
  metadata?: Metadata;
  scroller?: Ref<HTMLDivElement>;
  compact?: boolean;
}) {
  const heading = useId();
  return (
    <div className={compact ? styles.compact : styles.surface} ref={scroller} tabIndex={0} role="region" aria-labelledby={heading}>
      <article className={styles.page}>
        <h2 id={heading} className={styles.unseen}>
          {t("label.text")}
        </h2>
        <p className={styles.text} dir="auto">
          {text}
        </p>
        <Facts metadata={metadata} />
      </article>
    </div>
  );
}
