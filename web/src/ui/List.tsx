import { ChevronRight } from "lucide-react";
import type { ReactNode } from "react";
import { Link } from "react-router";
import styles from "./List.module.css";

export function List({ children }: { children: ReactNode }) {
  return <ul className={styles.list}>{children}</ul>;
}

/** One thing that can be opened: its name, what matters about it, and a place for a small picture of it. */
export function ListRow({
  to,
  title,
  facts,
  label,
  side,
}: {
  to: string;
  title: string;
  facts: readonly (string | false)[];
  label?: string;
  side?: ReactNode;
}) {
  return (
    <li className={styles.row}>
      <Link to={to} className={styles.link} aria-label={label}>
        <span className={styles.title}>{title}</span>
      </Link>
      <span className={styles.facts}>{facts.filter(Boolean).join(" · ")}</span>
      <span className={styles.side}>{side}</span>
      <ChevronRight size={16} aria-hidden="true" className={styles.arrow} />
    </li>
  );
}
