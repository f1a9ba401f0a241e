import { useMutation, useQueryClient } from "@tanstack/react-query";
import { AlertCircle, CheckCircle2, CircleSlash, Import as ImportIcon, X } from "lucide-react";
import { Link } from "react-router";
import { cancelImport, isOpen } from "@/api/imports";
import type { ImportRow } from "@/api/incoming";
import { IconButton } from "@/ui/Button";
import { ProgressBar } from "@/ui/ProgressBar";
import { formatAgo, formatPercent, t } from "../messages";
import styles from "./Entry.module.css";
import { importName, resultOf, shareOf } from "./importStates";

const icons = { waiting: ImportIcon, running: ImportIcon, done: CheckCircle2, failed: AlertCircle, cancelled: CircleSlash };

/** An import that the server does, or what came of it. */
export function ImportEntry({ row, onFollow }: { row: ImportRow; onFollow: () => void }) {
  const client = useQueryClient();
  const cancel = useMutation({
    mutationFn: () => cancelImport(row.id),
    onSettled: () => client.invalidateQueries({ queryKey: ["imports"] }),
  });
  const Icon = icons[row.state];
  const name = importName(row);
  const report = `/data/${row.datasetId}/imports/${row.id}`;
  return (
    <li className={styles.entry} data-state={row.state}>
      <Icon size={16} aria-hidden="true" className={styles.icon} />
      <div className={styles.words}>
        <p className={styles.title}>
          <strong title={name}>{name}</strong>
          <Link to={`/data/${row.datasetId}`} title={row.datasetName} onClick={onFollow}>
            <span>{t("jobs.into")}</span> {row.datasetName}
          </Link>
        </p>
        {isOpen(row) && (
          <ProgressBar label={name} share={row.state === "waiting" ? 0 : shareOf(row)} tone={row.problem ? "warn" : "accent"} />
        )}
        <p className={styles.facts}>
          {isOpen(row) ? progressOf(row) : [resultOf(row), row.endedAt && formatAgo(row.endedAt)].filter(Boolean).join(" · ")}
        </p>
        {row.problem && <p className={isOpen(row) ? styles.warn : styles.bad}>{row.problem.title}</p>}
        {row.problem && isOpen(row) && <p className={styles.facts}>{row.problem.detail}</p>}
        {!isOpen(row) && (row.failed > 0 || row.problem !== null) && (
          <p className={styles.links}>
            <Link to={report} onClick={onFollow}>
              {t("jobs.report")}
            </Link>
          </p>
        )}
      </div>
      {isOpen(row) && (
        <div className={styles.side}>
          <IconButton label={t("jobs.cancelOf", { name })} disabled={cancel.isPending} onClick={() => cancel.mutate()}>
            <X size={14} />
          </IconButton>
        </div>
      )}
    </li>
  );
}

function progressOf(row: ImportRow): string {
  if (row.state === "waiting") return t("jobs.queued");
  const share = shareOf(row);
  const parts = [share !== null && formatPercent(share), t("imports.rowsSoFar", { n: row.rowsRead }), row.imported > 0 && resultOf(row)];
  return parts.filter((part) => part !== false).join(" · ");
}
