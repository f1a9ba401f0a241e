import type { RecentTask } from "@/api/types";
import { t } from "@/app/messages";

/** What became of a task that was answered or skipped, in a few words. */
export function outcomeOf({ state, late, counted, corrections, discussion }: RecentTask): string[] {
  const answered = state === "submitted" && [
    t(counted ? "recent.counted" : "recent.kept"),
    late && t("recent.late"),
    corrections > 0 && t("recent.corrected", { n: corrections }),
  ];
  return [
    state === "skipped" && t("recent.skipped"),
    state === "cancelled" && t("recent.cancelled"),
    ...(answered || []),
    discussion === "open" && t("recent.discussed"),
    discussion === "replied" && t("recent.replied"),
  ].filter((word) => word !== false);
}
