import type { ImportRow } from "@/api/incoming";
import type { JobRow } from "@/api/types";
import { formatPercent, t } from "../messages";
import type { ImportJob } from "./ImportJob";
import { importName, resultOf, shareOf } from "./importStates";
import type { LeftJob } from "./Jobs";
import { doneShare, figuresOf, jobName } from "./serverJobs";

export interface JobsSummary {
  readonly title: string;
  readonly share: number | null;
  readonly busy: boolean;
  /** Something waits for a person. */
  readonly needs: boolean;
}

export const sentShare = ({ state: { upload } }: ImportJob): number => (upload.bytes > 0 ? upload.sent / upload.bytes : 0);

/** Everything that runs, in a few words. */
export function summaryOf(
  jobs: readonly ImportJob[],
  left: readonly LeftJob[],
  rows: readonly ImportRow[],
  work: readonly JobRow[] = [],
): JobsSummary {
  const needs = left.length > 0 || jobs.some(({ state }) => state.phase === "failed" || state.upload.phase === "stuck");
  const active = jobs.filter(({ needsPage, state }) => needsPage && state.upload.phase !== "stuck");
  const sums = active
    .map(({ state }) => state.upload)
    .reduce((sum, { bytes, sent }) => ({ bytes: sum.bytes + bytes, sent: sum.sent + sent }), {
      bytes: 0,
      sent: 0,
    });
  const busy = active.length + rows.length + work.length > 0;
  if (active.length > 0) {
    const share = sums.bytes > 0 ? sums.sent / sums.bytes : null;
    const away = active.some(({ state }) => state.waiting || state.upload.trouble !== null);
    const paused = active.every(({ state }) => state.upload.phase === "paused");
    const title = paused ? t("jobs.paused") : away ? t("jobs.waitingShort") : t("jobs.uploading", { percent: formatPercent(share ?? 0) });
    return { title, share, busy, needs: needs || away };
  }
  if (rows.length > 0) {
    const shares = rows.map(shareOf);
    const share = shares.includes(null) ? null : shares.reduce<number>((sum, one) => sum + (one ?? 0), 0) / shares.length;
    const held = needs || rows.some(({ problem }) => problem !== null);
    return { title: held ? t("jobs.attention") : t("jobs.importing", { percent: formatPercent(share ?? 0) }), share, busy, needs: held };
  }
  if (work.length > 0) {
    const shares = work.map(doneShare);
    const share = shares.includes(null) ? null : shares.reduce<number>((sum, one) => sum + (one ?? 0), 0) / shares.length;
    const title = needs ? t("jobs.attention") : t(`jobs.${work[0]?.kind ?? "freeze"}Short`, { percent: formatPercent(share ?? 0) });
    return { title, share, busy, needs };
  }
  return { title: needs ? t("jobs.attention") : t("jobs.title"), share: null, busy, needs };
}

const freshMs = 15_000;

/** What is told to those who listen instead of looking: quarters, troubles and ends, not each percent. */
export function saidOf(jobs: readonly ImportJob[], ended: readonly ImportRow[], did: readonly JobRow[] = [], now = Date.now()): string {
  const said: string[] = [];
  for (const job of jobs) {
    const { title: name } = job.plan;
    const { phase, upload, problem, waiting } = job.state;
    if (phase === "failed") said.push(t("jobs.saidFailed", { name, reason: problem?.title ?? "" }));
    else if (upload.phase === "stuck") said.push(t("jobs.stuck", { n: upload.failed.length }));
    else if (waiting || upload.trouble) said.push(t(`jobs.${upload.trouble ?? "unreachable"}`));
    else if (phase === "uploading")
      said.push(t("jobs.saidUploading", { name, percent: formatPercent(Math.floor(sentShare(job) * 4) / 4) }));
  }
  for (const row of ended) {
    if (now - (row.endedAt ?? 0) > freshMs) continue;
    const name = importName(row);
    if (row.state === "done") said.push(t("jobs.saidDone", { name, result: resultOf(row) }));
    else if (row.state === "failed") said.push(t("jobs.saidFailed", { name, reason: row.problem?.title ?? "" }));
    else said.push(t("jobs.saidCancelled", { name }));
  }
  for (const row of did) {
    if (now - (row.endedAt ?? 0) > freshMs) continue;
    const name = jobName(row);
    if (row.state === "done") said.push(t("jobs.saidReady", { name, result: figuresOf(row) }));
    else if (row.state === "failed") said.push(t("jobs.saidNotDone", { name, reason: row.problem?.title ?? "" }));
    else said.push(t("jobs.saidStopped", { name }));
  }
  return said.join(" ");
}
