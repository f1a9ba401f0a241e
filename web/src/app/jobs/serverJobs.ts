import type { JobRow } from "@/api/types";
import { formatBytes, t } from "../messages";

/** What a job does, as it is called on the screen. */
export function jobName({ kind, title, facts }: JobRow): string {
  if (kind === "freeze") return title ? t("jobs.freezeOf", { name: title }) : t("jobs.freeze");
  if (kind === "restore") return t("jobs.restoreOf", { name: title });
  return t("jobs.exportOf", { name: title, format: facts.format ?? "" });
}

export const doneShare = ({ done, total }: JobRow): number | null => (total ? Math.min(1, done / total) : null);

/** "50,000 rows · 12 MB". */
export function figuresOf({ state, figures }: JobRow): string {
  if (state !== "done") return state === "cancelled" ? t("jobs.wasCancelled") : "";
  const { rows, answers, bytes } = figures;
  return [
    rows !== undefined && t("jobs.rows", { n: rows }),
    answers !== undefined && t("jobs.answers", { n: answers }),
    bytes !== undefined && formatBytes(bytes),
  ]
    .filter((part) => part !== false)
    .join(" · ");
}
