import { Pause, Play, Upload, X } from "lucide-react";
import { Link } from "react-router";
import { Button, IconButton } from "@/ui/Button";
import { ProgressBar } from "@/ui/ProgressBar";
import { formatBytes, formatDuration, formatPercent, t } from "../messages";
import styles from "./Entry.module.css";
import type { ImportJob, JobState } from "./ImportJob";
import { sentShare } from "./summary";
import { useStore } from "./useStore";

const mostNames = 3;

/** Files on their way from this browser: how far, how fast, how long yet. */
export function JobEntry({ job, onDismiss }: { job: ImportJob; onDismiss: () => void }) {
  const state = useStore(job, () => job.state);
  const { title, datasetId, datasetName } = job.plan;
  const { upload } = state;
  const paused = upload.phase === "paused";
  const trouble = troubleOf(state);
  return (
    <li className={styles.entry}>
      <Upload size={16} aria-hidden="true" className={styles.icon} />
      <div className={styles.words}>
        <p className={styles.title}>
          <strong title={title}>{title}</strong>
          <Link to={`/data/${datasetId}`} title={datasetName}>
            <span>{t("jobs.into")}</span> {datasetName}
          </Link>
        </p>
        {job.needsPage && upload.phase !== "stuck" && (
          <ProgressBar label={title} share={state.phase === "starting" ? 1 : sentShare(job)} tone={trouble ? "warn" : "accent"} />
        )}
        <p className={trouble ? styles.warn : styles.facts}>{trouble ?? factsOf(state)}</p>
        {state.phase === "failed" && (
          <>
            <p className={styles.bad}>{state.problem?.title}</p>
            <p className={styles.facts}>{state.problem?.detail}</p>
            <div className={styles.actions}>
              <Button small onClick={() => job.retry()}>
                {t("jobs.retry")}
              </Button>
              <Button small kind="quiet" onClick={() => void job.cancel().then(onDismiss)}>
                {t("jobs.dismiss")}
              </Button>
            </div>
          </>
        )}
        {upload.phase === "stuck" && <Stuck job={job} state={state} />}
      </div>
      {job.needsPage && upload.phase !== "stuck" && (
        <div className={styles.side}>
          {state.phase === "uploading" && (
            <IconButton
              label={t(paused ? "jobs.resumeOf" : "jobs.pauseOf", { name: title })}
              onClick={() => (paused ? job.upload.resume() : job.upload.pause())}
            >
              {paused ? <Play size={14} /> : <Pause size={14} />}
            </IconButton>
          )}
          <IconButton label={t("jobs.cancelOf", { name: title })} onClick={() => void job.cancel()}>
            <X size={14} />
          </IconButton>
        </div>
      )}
    </li>
  );
}

/** Files that didn't get through, and what can be done about them. */
function Stuck({ job, state: { upload } }: { job: ImportJob; state: JobState }) {
  return (
    <>
      <p className={styles.bad}>{t("jobs.stuck", { n: upload.failed.length })}</p>
      <ul className={styles.names}>
        {upload.failed.slice(0, mostNames).map(({ path, problem, unreadable }) => (
          <li key={path}>
            <code>{path}</code> {unreadable ? t("jobs.unreadable") : (problem?.title ?? t("jobs.refused"))}
          </li>
        ))}
        {upload.failed.length > mostNames && <li>{t("import.leftMore", { n: upload.failed.length - mostNames })}</li>}
      </ul>
      <div className={styles.actions}>
        <Button small onClick={() => job.upload.retry()}>
          {t("jobs.retry")}
        </Button>
        {upload.doneFiles > 0 && (
          <Button small onClick={() => job.upload.leaveOut()}>
            {t("jobs.leaveOut")}
          </Button>
        )}
        <Button small kind="quiet" onClick={() => void job.cancel()}>
          {t("ui.cancel")}
        </Button>
      </div>
    </>
  );
}

function troubleOf({ waiting, upload }: JobState): string | null {
  if (waiting) return t("jobs.unreachable");
  return upload.trouble && t(`jobs.${upload.trouble}`);
}

function factsOf({ phase, upload }: JobState): string {
  if (phase === "failed" || upload.phase === "stuck") return "";
  if (phase !== "uploading") return t("jobs.starting");
  const { files, doneFiles, bytes, sent, rate, leftMs } = upload;
  const many = files > 1 && t("jobs.fileAmount", { n: files, done: doneFiles });
  const amount = t("jobs.amount", { sent: formatBytes(sent), whole: formatBytes(bytes) });
  if (upload.phase === "paused") return [t("jobs.paused"), formatPercent(bytes > 0 ? sent / bytes : 0), amount].join(" · ");
  if (bytes > 0 && sent >= bytes) return t("jobs.verifying");
  const parts = [many, amount, rate !== null && t("jobs.rate", { rate: formatBytes(rate) })];
  if (leftMs !== null) parts.push(t("jobs.left", { time: formatDuration(leftMs) }));
  return parts.filter((part) => part !== false).join(" · ");
}
