import type { ComponentProps } from "react";
import styles from "./FloatingBar.module.css";

/** Tools in the corner of what they act on. */
export function FloatingBar({ label, ...rest }: Omit<ComponentProps<"div">, "className"> & { label: string }) {
  return <div className={styles.bar} role="group" aria-label={label} {...rest} />;
}
