import { useMutation, useQueryClient } from "@tanstack/react-query";
import { CheckCircle2, Undo2, X } from "lucide-react";
import type { ReactNode } from "react";
import { Button, IconButton } from "@/ui/Button";
import { Failure } from "@/ui/Notice";
import { formatNumber, t } from "../messages";
import { bringBack } from "../undo";
import styles from "./BulkBar.module.css";
import { changed } from "./calls";

/** What was done, and how to take it back. */
export interface Said {
  text: string;
  undo?: string | null;
}

interface BulkBarProps {
  n: number;
  all: number;
  exact: boolean;
  isAll: boolean;
  problem: string;
  said: Said | null;
  onAll: () => void;
  onClear: () => void;
  onSaid: (said: Said | null) => void;
  /** What can be done with the selected rows. */
  children: ReactNode;
}

/** Over the foot of a list: how much is selected and what can be done with it; then what was done. */
export function BulkBar({ n, all, exact, isAll, problem, said, onAll, onClear, onSaid, children }: BulkBarProps) {
  const client = useQueryClient();
  const back = useMutation({
    mutationFn: bringBack,
    onSuccess: async () => {
      await changed(client, "dataset", "datasets", "project", "projects", "item", "task");
      onSaid({ text: t("lists.undone") });
    },
  });
  const whole = exact ? formatNumber(all) : t("lists.about", { n: all });
  const token = said?.undo;
  return (
    <div className={styles.place}>
      <div role="status" className={styles.told}>
        {problem && <p className={styles.said}>{problem}</p>}
        {said && (n === 0 || token) && (
          <div className={styles.said}>
            <CheckCircle2 size={16} aria-hidden="true" className={styles.good} />
            <span dir="auto">{said.text}</span>
            {token && (
              <Button small kind="quiet" icon={<Undo2 />} disabled={back.isPending} onClick={() => back.mutate(token)}>
                {t("undo.undo")}
              </Button>
            )}
            <IconButton label={t("undo.dismiss")} onClick={() => onSaid(null)}>
              <X size={14} />
            </IconButton>
          </div>
        )}
      </div>
      {back.error && <Failure error={back.error} />}
      {n > 0 && (
        <div className={styles.bar} role="toolbar" aria-label={t("lists.selected", { n, all: whole })}>
          <span className={styles.selected}>{t("lists.selected", { n, all: whole })}</span>
          {!isAll && (
            <Button small kind="quiet" keys="Mod+A" onClick={onAll}>
              {t("lists.selectAll", { n: whole })}
            </Button>
          )}
          <span className={styles.rule} aria-hidden="true" />
          {children}
          <IconButton label={t("lists.clearSelection")} keys="Esc" onClick={onClear}>
            <X size={16} />
          </IconButton>
        </div>
      )}
    </div>
  );
}
