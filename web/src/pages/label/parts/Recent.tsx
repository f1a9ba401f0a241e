import { useQuery } from "@tanstack/react-query";
import type { KeyboardEvent } from "react";
import { History } from "lucide-react";
import { recentQuery } from "@/api/queries";
import { useCommands } from "@/app/commands";
import { formatAgo, formatNumber, t } from "@/app/messages";
import { Face } from "@/app/recent/Face";
import { outcomeOf } from "@/app/recent/outcome";
import { cx } from "@/ui/cx";
import { Dialog } from "@/ui/Dialog";
import { Empty } from "@/ui/Empty";
import { Failure } from "@/ui/Notice";
import { Skeleton } from "@/ui/Skeleton";
import { lookCommands } from "./commands";
import styles from "./Recent.module.css";
import type { WorkQueue } from "./WorkQueue";

/** The last tasks of a project, to open one of them again. */
export function RecentDrawer({
  projectId,
  queue,
  hereId,
  onClose,
}: {
  projectId: string;
  queue: WorkQueue;
  hereId: string | null;
  onClose: () => void;
}) {
  const { data, error, isPending, refetch } = useQuery(recentQuery(projectId));
  const open = (id: string) => {
    onClose();
    void queue.open(id);
  };

  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const rows = [...event.currentTarget.querySelectorAll<HTMLButtonElement>("button:not(:disabled)")];
    const at = rows.findIndex((row) => row === document.activeElement);
    const to = { ArrowDown: at + 1, j: at + 1, ArrowUp: Math.max(0, at - 1), k: Math.max(0, at - 1), Home: 0, End: rows.length - 1 }[
      event.key
    ];
    if (to === undefined) return;
    event.preventDefault();
    rows[Math.min(to, rows.length - 1)]?.focus();
  };

  return (
    <Dialog title={t("recent.title")} size="drawer" onClose={onClose}>
      {error && <Failure error={error} onRetry={() => void refetch()} />}
      {isPending && <Skeleton rows={8} height={44} />}
      {data?.length === 0 && (
        <Empty icon={<History size={20} />} title={t("recent.none")}>
          {t("recent.noneLead")}
        </Empty>
      )}
      {data && data.length > 0 && (
        <>
          <p className={styles.lead}>{t("recent.lead")}</p>
          <ol className={styles.list} onKeyDown={onKeyDown}>
            {data.map((row, at) => (
              <li key={row.assignmentId}>
                <button
                  type="button"
                  className={cx(styles.row, row.assignmentId === hereId && styles.here)}
                  disabled={row.state === "cancelled"}
                  data-focus={at === 0 ? true : undefined}
                  ref={at === 0 ? focusFirst : undefined}
                  aria-current={row.assignmentId === hereId ? "true" : undefined}
                  onClick={() => open(row.assignmentId)}
                >
                  <span className={styles.number}>{formatNumber(row.number)}</span>
                  <Face {...row} />
                  <time dateTime={new Date(row.at).toISOString()}>{formatAgo(row.at)}</time>
                  <span className={styles.outcome}>{outcomeOf(row).join(" · ")}</span>
                </button>
              </li>
            ))}
          </ol>
        </>
      )}
    </Dialog>
  );
}

// The list comes after the drawer opened.
const focusFirst = (row: HTMLButtonElement | null) => row?.focus();

/** The keys to look back with, where no task is on the screen. */
export function LookBack({ queue, onRecent }: { queue: WorkQueue; onRecent: () => void }) {
  useCommands(lookCommands((way) => void queue.look(way), onRecent));
  return null;
}
