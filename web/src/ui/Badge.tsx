import type { ReactNode } from "react";
import { cx } from "./cx";
import styles from "./Badge.module.css";

export type Tone = "neutral" | "accent" | "good" | "warn" | "bad" | "review";

/** A state in a word, with a dot of its colour. */
export function Badge({ tone = "neutral", children }: { tone?: Tone; children: ReactNode }) {
  return <span className={cx(styles.badge, styles[tone])}>{children}</span>;
}
