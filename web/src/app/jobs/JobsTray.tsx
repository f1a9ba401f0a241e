import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Activity, CheckCheck, X } from "lucide-react";
import { useCallback, useEffect, useId, useRef, useState } from "react";
import { openImportsQuery, recentImportsQuery } from "@/api/imports";
import { isRunning, jobsQuery } from "@/api/jobs";
import { IconButton, Button } from "@/ui/Button";
import { cx } from "@/ui/cx";
import { ProgressBar } from "@/ui/ProgressBar";
import { useCommands } from "../commands";
import { t } from "../messages";
import { usePreference } from "../preference";
import { useSession } from "../session";
import { ImportEntry } from "./ImportEntry";
import { JobEntry } from "./JobEntry";
import { openOf } from "./importStates";
import { jobsOf } from "./jobsOf";
import styles from "./JobsTray.module.css";
import { LeftEntry } from "./LeftEntry";
import { ServerJobEntry } from "./ServerJobEntry";
import { onShowJobs } from "./showJobs";
import { saidOf, summaryOf } from "./summary";
import { useStore } from "./useStore";

/** What runs in the background, and what came of it: uploads of this browser, imports, snapshots and exports of the workspace. */
export function JobsTray() {
  const { member } = useSession();
  const client = useQueryClient();
  const store = jobsOf(member.id);
  const jobs = useStore(store, () => store.jobs);
  const left = useStore(store, () => store.left);
  useStore(store, () => store.version);
  const running = useQuery(openImportsQuery);
  const recent = useQuery(recentImportsQuery);
  const work = useQuery(jobsQuery);
  const [clearedAt, setClearedAt] = usePreference(`jobs.cleared.${member.id}`, 0);
  const [seenAt, setSeenAt] = usePreference(`jobs.seen.${member.id}`, 0);
  const [open, setOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const id = useId();

  const openRows = openOf(running.data?.items ?? [], recent.data?.items ?? []);
  const ended = (recent.data?.items ?? []).filter(
    (row) => row.endedAt !== null && row.endedAt > clearedAt && !openRows.some((other) => other.id === row.id),
  );
  // Until the server's list shows it, an import that was just started is still this browser's.
  const known = new Set([...openRows, ...(recent.data?.items ?? [])].map((row) => row.id));
  const mine = jobs.filter(({ state }) => state.importId === null || !known.has(state.importId));
  // Whatever an import changes is looked up anew; also for one that ended before it was ever seen running.
  const doing = (work.data?.items ?? []).filter(isRunning);
  const did = (work.data?.items ?? []).filter(({ endedAt }) => endedAt !== null && endedAt > clearedAt);
  const lastEnded = Math.max(0, ...[...ended, ...did].map(({ endedAt }) => endedAt ?? 0));
  const refresh = useCallback(() => {
    void client.invalidateQueries({
      predicate: ({ queryKey }) =>
        !(
          queryKey[0] === "session" ||
          queryKey[0] === "jobs" ||
          queryKey[0] === "losses" ||
          (queryKey[0] === "imports" && queryKey[1] === "open")
        ),
    });
  }, [client]);
  useEnded([...openRows, ...doing], refresh);
  useEffect(() => {
    if (lastEnded > 0) refresh();
  }, [lastEnded, refresh]);

  useEffect(() => onShowJobs(() => setOpen(true)), []);
  // What was quick, or done elsewhere, was never seen running.
  useEffect(() => {
    if (open) void client.invalidateQueries({ queryKey: ["jobs"] });
  }, [open, client]);
  useEffect(() => {
    if (!open) return;
    const outside = ({ target }: MouseEvent) => {
      if (target instanceof Node && !root.current?.contains(target)) setOpen(false);
    };
    document.addEventListener("mousedown", outside);
    return () => document.removeEventListener("mousedown", outside);
  }, [open]);
  useEffect(() => {
    if (open && lastEnded > seenAt) setSeenAt(lastEnded);
  }, [open, lastEnded, seenAt, setSeenAt]);

  useCommands([
    { id: "jobs", title: t("jobs.open"), group: t("command.group.general"), keys: [], scope: "page", run: () => setOpen(true) },
  ]);

  const summary = summaryOf(mine, left, openRows, doing);
  const none = mine.length + left.length + openRows.length + ended.length + doing.length + did.length === 0;
  const close = () => {
    setOpen(false);
    button.current?.focus();
  };

  return (
    <div className={styles.root} ref={root}>
      <button
        ref={button}
        type="button"
        className={cx(styles.button, summary.needs && styles.needs)}
        aria-haspopup="dialog"
        aria-expanded={open}
        aria-controls={open ? id : undefined}
        title={summary.title}
        onClick={() => setOpen(!open)}
      >
        <Activity size={16} aria-hidden="true" />
        <span className={styles.title}>{summary.title}</span>
        {!summary.busy && !summary.needs && lastEnded > seenAt && <span className={styles.news} aria-hidden="true" />}
        {summary.busy && (
          <span className={styles.bar}>
            <ProgressBar thin label={summary.title} share={summary.share} tone={summary.needs ? "warn" : "accent"} />
          </span>
        )}
      </button>
      <p className={styles.said} role="status">
        {saidOf(mine, ended, did)}
      </p>
      {open && (
        <section
          id={id}
          role="dialog"
          aria-label={t("jobs.title")}
          className={styles.panel}
          onKeyDown={(event) => {
            if (event.key !== "Escape") return;
            event.stopPropagation();
            close();
          }}
        >
          <header className={styles.header}>
            <h2>{t("jobs.title")}</h2>
            {ended.length + did.length > 0 && (
              <Button small kind="quiet" icon={<CheckCheck />} onClick={() => setClearedAt(lastEnded)}>
                {t("jobs.clear")}
              </Button>
            )}
            <IconButton label={t("ui.close")} keys="Esc" onClick={close}>
              <X size={16} />
            </IconButton>
          </header>
          {none && (
            <p className={styles.none}>
              <strong>{t("jobs.none")}</strong>
              {t("jobs.noneLead")}
            </p>
          )}
          <ul className={styles.list}>
            {left.map((one) => (
              <LeftEntry key={one.id} left={one} store={store} />
            ))}
            {mine.map((job) => (
              <JobEntry key={job.id} job={job} onDismiss={() => store.dismiss(job)} />
            ))}
            {doing.map((row) => (
              <ServerJobEntry key={row.id} row={row} onFollow={() => setOpen(false)} />
            ))}
            {openRows.map((row) => (
              <ImportEntry key={row.id} row={row} onFollow={() => setOpen(false)} />
            ))}
            {[...ended, ...did]
              .toSorted((a, b) => (b.endedAt ?? 0) - (a.endedAt ?? 0))
              .map((row) =>
                "made" in row ? (
                  <ServerJobEntry key={row.id} row={row} onFollow={() => setOpen(false)} />
                ) : (
                  <ImportEntry key={row.id} row={row} onFollow={() => setOpen(false)} />
                ),
              )}
          </ul>
        </section>
      )}
    </div>
  );
}

/** Calls once for each time that something which ran before doesn't any more. */
function useEnded(rows: readonly { id: string }[], ended: () => void): void {
  const before = useRef<ReadonlySet<string>>(new Set());
  const latest = useRef(ended);
  const key = rows.map(({ id }) => id).join();
  useEffect(() => {
    latest.current = ended;
  });
  useEffect(() => {
    const now = new Set(key === "" ? [] : key.split(","));
    if ([...before.current].some((id) => !now.has(id))) latest.current();
    before.current = now;
  }, [key]);
}
