import { useMutation, useQueryClient } from "@tanstack/react-query";
import { AlertCircle, CheckCircle2, CircleSlash, ClipboardCheck, Download, FolderInput, Snowflake, X } from "lucide-react";
import { Link } from "react-router";
import { cancelJob, fileOf, isRunning, retryJob } from "@/api/jobs";
import type { JobRow } from "@/api/types";
import { canManage, useSession } from "@/app/session";
import { Button, IconButton } from "@/ui/Button";
import { ProgressBar } from "@/ui/ProgressBar";
import { formatAgo, formatDay, formatPercent, t } from "../messages";
import styles from "./Entry.module.css";
import { doneOf, doneShare, figuresOf, jobName, placeOf } from "./serverJobs";

const icons = { freeze: Snowflake, export: Download, restore: FolderInput, restage: ClipboardCheck };
const ends = { done: CheckCircle2, failed: AlertCircle, cancelled: CircleSlash };

/** A snapshot that is frozen, exported or made a project of, or tasks that follow a changed workflow, and what came of it. */
export function ServerJobEntry({ row, onFollow }: { row: JobRow; onFollow: () => void }) {
  const { member } = useSession();
  const client = useQueryClient();
  const cancel = useMutation({ mutationFn: () => cancelJob(row.id), onSettled: () => client.invalidateQueries({ queryKey: ["jobs"] }) });
  const again = useMutation({ mutationFn: () => retryJob(row.id), onSettled: () => client.invalidateQueries({ queryKey: ["jobs"] }) });
  const running = isRunning(row);
  const may = row.mine || canManage(member.role);
  const Icon = row.state === "waiting" || row.state === "running" ? icons[row.kind] : ends[row.state];
  const name = jobName(row);
  const place = placeOf(row);
  const kept = row.expiresAt === null || row.expiresAt > Date.now();
  return (
    <li className={styles.entry} data-state={row.state}>
      <Icon size={16} aria-hidden="true" className={styles.icon} />
      <div className={styles.words}>
        <p className={styles.title}>
          <strong title={name}>{name}</strong>
          {place && (
            <Link to={place} onClick={onFollow}>
              {row.projectName ?? t("jobs.openProject")}
            </Link>
          )}
        </p>
        {running && <ProgressBar label={name} share={row.state === "waiting" ? 0 : doneShare(row)} />}
        <p className={styles.facts}>
          {running
            ? row.state === "waiting"
              ? t("jobs.queued")
              : [formatPercent(doneShare(row) ?? 0), doneOf(row)].join(" · ")
            : [figuresOf(row), row.endedAt !== null && formatAgo(row.endedAt)].filter(Boolean).join(" · ")}
        </p>
        {row.problem && (
          <>
            <p className={styles.bad}>{row.problem.title}</p>
            <p className={styles.facts}>{row.problem.detail}</p>
            {may && (
              <Button small disabled={again.isPending} aria-label={t("jobs.retryOf", { name })} onClick={() => again.mutate()}>
                {t("jobs.retry")}
              </Button>
            )}
          </>
        )}
        {row.kind === "export" && (running || row.state === "done") && (
          <p className={styles.links}>
            {kept ? (
              <a href={fileOf(row)} download>
                {t("jobs.download", { name: row.facts.file ?? name })}
              </a>
            ) : (
              <span className={styles.facts}>{t("jobs.expired")}</span>
            )}
            {kept && row.expiresAt !== null && (
              <span className={styles.facts}> {t("jobs.keptUntil", { day: formatDay(row.expiresAt) })}</span>
            )}
          </p>
        )}
      </div>
      {running && may && (
        <div className={styles.side}>
          <IconButton label={t("jobs.cancelOf", { name })} disabled={cancel.isPending} onClick={() => cancel.mutate()}>
            <X size={14} />
          </IconButton>
        </div>
      )}
    </li>
  );
}
