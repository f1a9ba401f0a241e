import { useEffect, useState } from "react";
import { t } from "@/app/messages";
import styles from "./Skeleton.module.css";

/** The shape of what is coming, shown only if it takes longer than a glance. */
export function Skeleton({ rows = 6, height = 32 }: { rows?: number; height?: number }) {
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), 150);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div className={styles.rows} role="status" aria-label={t("ui.loading")}>
      {Array.from({ length: rows }, (_, row) => (
        <div key={row} className={styles.row} style={{ height, opacity: late ? 1 - row / (rows + 1) : 0 }}>
          <span style={{ width: `${70 - ((row * 17) % 40)}%` }} />
        </div>
      ))}
    </div>
  );
}
