import { cx } from "./cx";
import styles from "./ProgressBar.module.css";

interface ProgressBarProps {
  label: string;
  /** From 0 to 1; null while that isn't known. */
  share: number | null;
  tone?: "accent" | "warn" | "bad";
  thin?: boolean;
}

/** How far something has come. */
export function ProgressBar({ label, share, tone = "accent", thin }: ProgressBarProps) {
  const percent = share === null ? undefined : Math.round(Math.min(1, Math.max(0, share)) * 100);
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuenow={percent}
      aria-valuemin={0}
      aria-valuemax={100}
      className={cx(styles.bar, styles[tone], thin && styles.thin, share === null && styles.unknown)}
    >
      <span style={{ transform: `scaleX(${share === null ? 1 : Math.min(1, Math.max(0, share))})` }} />
    </div>
  );
}
