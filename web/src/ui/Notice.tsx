import { AlertCircle, CheckCircle2, Info, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { t } from "@/app/messages";
import { Button } from "./Button";
import { cx } from "./cx";
import styles from "./Notice.module.css";

const icons = { bad: AlertCircle, warn: TriangleAlert, good: CheckCircle2, info: Info };

interface NoticeProps {
  kind: keyof typeof icons;
  title: string;
  children?: ReactNode;
  actions?: ReactNode;
}

/** Says in place what happened, what it means and what to do. */
export function Notice({ kind, title, children, actions }: NoticeProps) {
  const Icon = icons[kind];
  return (
    <div className={cx(styles.notice, styles[kind])} role={kind === "bad" ? "alert" : "status"}>
      <Icon size={16} aria-hidden="true" />
      <div className={styles.words}>
        <strong>{title}</strong>
        {children && <div className={styles.more}>{children}</div>}
      </div>
      {actions && <div className={styles.actions}>{actions}</div>}
    </div>
  );
}

/** What went wrong with a call, with a way to try again. */
export function Failure({ error, onRetry }: { error: Error; onRetry?: () => void }) {
  const told = "detail" in error && typeof error.detail === "string" ? error.detail : "";
  // What went wrong inside has an id that the owner can look up; a refusal says all there is to say.
  const inside = "status" in error && typeof error.status === "number" && error.status >= 500;
  const trace = inside && "traceId" in error && typeof error.traceId === "string" ? error.traceId : "";
  return (
    <Notice
      kind="bad"
      title={error.message || t("error.unreachable")}
      actions={
        onRetry && (
          <Button small onClick={onRetry}>
            {t("ui.retry")}
          </Button>
        )
      }
    >
      {told || (error.message ? t("error.tryAgain") : t("error.unreachableTodo"))}
      {trace && <code className={styles.trace}>{trace}</code>}
    </Notice>
  );
}
