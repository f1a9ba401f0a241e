import type { JobRow } from "@/api/types";
import { formatBytes, t } from "../messages";

/** What a job does, as it is called on the screen. */
export function jobName({ kind, title, facts }: JobRow): string {
  if (kind === "freeze") return title ? t("jobs.freezeOf", { name: title }) : t("jobs.freeze");
  if (kind === "restage") return t("jobs.restageOf", { name: title });
  if (kind === "restore") return t("jobs.restoreOf", { name: title });
  return t("jobs.exportOf", { name: title, format: facts.format ?? "" });
}

/** The page of its project where what it does is seen; a new project as a whole. */
const pages = { freeze: "/snapshots", export: "/snapshots", restore: "", restage: "/settings" } as const;

/** Where a job's project is, with the page that is about it; null where there is none yet. */
export function placeOf({ kind, projectId, made }: JobRow): string | null {
  const project = projectId ?? (kind === "restore" ? made : null);
  return project === null ? null : `/projects/${project}${pages[kind]}`;
}

/** How much is done, in what its kind counts. */
export const doneOf = ({ kind, done }: JobRow): string => t(kind === "restage" ? "jobs.tasks" : "jobs.rows", { n: done });

export const doneShare = ({ done, total }: JobRow): number | null => (total ? Math.min(1, done / total) : null);

/** "50,000 rows · 12 MB". */
export function figuresOf({ state, figures }: JobRow): string {
  if (state !== "done") return state === "cancelled" ? t("jobs.wasCancelled") : "";
  const { rows, answers, predictions, bytes, tasks } = figures;
  return [
    rows !== undefined && t("jobs.rows", { n: rows }),
    answers !== undefined && t("jobs.answers", { n: answers }),
    predictions !== undefined && predictions > 0 && t("jobs.predictions", { n: predictions }),
    bytes !== undefined && formatBytes(bytes),
    tasks !== undefined && t("jobs.tasks", { n: tasks }),
  ]
    .filter((part) => part !== false)
    .join(" · ");
}
