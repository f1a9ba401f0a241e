import { ArrowLeft } from "lucide-react";
import { useEffect, type ReactNode } from "react";
import { Link } from "react-router";
import { cx } from "./cx";
import styles from "./Page.module.css";

interface PageProps {
  title: string;
  lead?: ReactNode;
  /** The list that this page is one of. */
  back?: { to: string; title: string; state?: unknown };
  actions?: ReactNode;
  tabs?: ReactNode;
  children: ReactNode;
  /** The page scrolls in parts of its own. */
  fill?: boolean;
  wide?: boolean;
}

/** A page's heading, what can be done on it, and its content. */
export function Page({ title, lead, back, actions, tabs, children, fill, wide }: PageProps) {
  useEffect(() => {
    globalThis.document.title = `${title} · Groundwork`;
  }, [title]);
  return (
    <div className={cx(styles.page, fill && styles.fill)}>
      <div className={styles.top}>
        <header className={styles.header}>
          {back && (
            <Link to={back.to} state={back.state} className={styles.back} aria-label={back.title} title={back.title}>
              <ArrowLeft size={16} />
            </Link>
          )}
          <div className={styles.titles}>
            <h1>{title}</h1>
            {lead && <div className={styles.lead}>{lead}</div>}
          </div>
          {actions && <div className={styles.actions}>{actions}</div>}
        </header>
        {tabs}
      </div>
      <div className={cx(styles.content, wide && styles.wide)}>{children}</div>
    </div>
  );
}

export function Section({ title, lead, actions, children }: { title: string; lead?: ReactNode; actions?: ReactNode; children: ReactNode }) {
  return (
    <section className={styles.section}>
      <header className={styles.sectionHeader}>
        <h2>{title}</h2>
        {lead && <div className={styles.sectionLead}>{lead}</div>}
        {actions && <div className={styles.sectionActions}>{actions}</div>}
      </header>
      {children}
    </section>
  );
}
