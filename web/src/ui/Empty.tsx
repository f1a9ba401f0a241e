import type { ReactNode } from "react";
import { cx } from "./cx";
import styles from "./Empty.module.css";

interface EmptyProps {
  icon: ReactNode;
  title: string;
  children?: ReactNode;
  action?: ReactNode;
  /** 1 where it is all that the page shows. */
  level?: 1 | 2;
}

/** An empty place that teaches: one sentence, one picture or example, one button. */
export function Empty({ icon, title, children, action, level = 2 }: EmptyProps) {
  const Heading = level === 1 ? "h1" : "h2";
  return (
    <div className={cx(styles.empty, level === 1 && styles.alone)}>
      <div className={styles.icon} aria-hidden="true">
        {icon}
      </div>
      <Heading>{title}</Heading>
      {children && <div className={styles.text}>{children}</div>}
      {action && <div className={styles.action}>{action}</div>}
    </div>
  );
}
