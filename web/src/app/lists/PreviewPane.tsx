import { Maximize2, X } from "lucide-react";
import type { ReactNode } from "react";
import { ButtonLink, IconButton } from "@/ui/Button";
import { t } from "../messages";
import styles from "./PreviewPane.module.css";

interface PreviewPaneProps {
  to: string | null;
  state: unknown;
  onClose: () => void;
  children: ReactNode;
}

/** What the row under the keys is, without leaving the list. */
export function PreviewPane({ to, state, onClose, children }: PreviewPaneProps) {
  return (
    <aside className={styles.pane} aria-label={t("lists.preview")}>
      <header className={styles.header}>
        {to !== null && (
          <ButtonLink to={to} state={state} kind="quiet" small icon={<Maximize2 />} keys="Enter">
            {t("lists.open")}
          </ButtonLink>
        )}
        <IconButton className={styles.close} label={t("lists.closePreview")} keys="Space" onClick={onClose}>
          <X size={16} />
        </IconButton>
      </header>
      <div className={styles.body} tabIndex={0} role="region" aria-label={t("lists.preview")}>
        {children ?? <p className={styles.none}>{t("lists.previewNone")}</p>}
      </div>
    </aside>
  );
}
