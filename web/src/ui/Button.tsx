import type { ComponentProps, ReactNode } from "react";
import { Link } from "react-router";
import styles from "./Button.module.css";
import { cx } from "./cx";
import { Kbd } from "./Kbd";

interface Look {
  kind?: "primary" | "plain" | "quiet" | "danger";
  icon?: ReactNode;
  keys?: string | undefined;
  small?: boolean;
}

export function Button({
  kind = "plain",
  icon,
  keys,
  small,
  className,
  children,
  type = "button",
  ...rest
}: ComponentProps<"button"> & Look) {
  return (
    <button type={type} className={cx(styles.button, styles[kind], small && styles.small, className)} {...rest}>
      {icon}
      {children !== undefined && <span className={styles.label}>{children}</span>}
      {keys && <Kbd keys={keys} on={kind === "primary" ? "accent" : "surface"} />}
    </button>
  );
}

export function ButtonLink({ kind = "plain", icon, keys, small, className, children, ...rest }: ComponentProps<typeof Link> & Look) {
  return (
    <Link className={cx(styles.button, styles[kind], small && styles.small, className)} {...rest}>
      {icon}
      <span className={styles.label}>{children}</span>
      {keys && <Kbd keys={keys} on={kind === "primary" ? "accent" : "surface"} />}
    </Link>
  );
}

/** A place outside the app, such as a file. */
export function ButtonAnchor({ kind = "plain", icon, small, className, children, ...rest }: ComponentProps<"a"> & Omit<Look, "keys">) {
  return (
    <a className={cx(styles.button, styles[kind], small && styles.small, className)} {...rest}>
      {icon}
      <span className={styles.label}>{children}</span>
    </a>
  );
}

/** An icon alone, named for those who don't see it or don't know it. */
export function IconButton({
  label,
  keys,
  className,
  children,
  type = "button",
  ...rest
}: ComponentProps<"button"> & { label: string; keys?: string }) {
  return (
    <button
      type={type}
      className={cx(styles.button, styles.quiet, styles.icon, className)}
      aria-label={label}
      title={keys ? `${label} (${keys})` : label}
      {...rest}
    >
      {children}
    </button>
  );
}
