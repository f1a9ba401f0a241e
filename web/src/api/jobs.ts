import { queryOptions } from "@tanstack/react-query";
import { api, call } from "./client";
import { sendFile } from "./imports";
import { every } from "./told";
import type { JobRow } from "./types";

export const isRunning = ({ state }: JobRow): boolean => state === "waiting" || state === "running";

const openEveryMs = 1_000;
const idleEveryMs = 20_000;

/** The long work of the workspace: what runs, and what ended last. */
export const jobsQuery = queryOptions({
  queryKey: ["jobs"],
  queryFn: () => call(api.GET("/api/jobs", { params: { query: { limit: 15 } } })),
  staleTime: 0,
  refetchInterval: ({ state }) => (state.data?.items.some(isRunning) ? openEveryMs : every(idleEveryMs)),
});

/** Does a failed job again, once what was in its way is mended. */
export const retryJob = (id: string) => call(api.POST("/api/jobs/{id}/retry", { params: { path: { id } } }));
export const cancelJob = (id: string) => call(api.POST("/api/jobs/{id}/cancel", { params: { path: { id } } }));

/** What an export asks for. */
export interface ExportWish {
  format: string;
  what: "resolutions" | "answers";
  filter: string | null;
}

export const startExport = (snapshotId: string, wish: ExportWish) =>
  call(api.POST("/api/snapshots/{id}/exports", { params: { path: { id: snapshotId } }, body: wish }));

export const fileOf = ({ id }: JobRow) => `/api/exports/${encodeURIComponent(id)}/file`;

/** Makes a project of a native export. */
export const restoreSnapshot = (name: string, file: File) => sendFile<JobRow>("/api/imports/snapshot", file, { name, fileName: file.name });

/** Saves a file of the server as the browser saves files, and stays on the page. */
export function save(path: string): void {
  const link = document.createElement("a");
  link.href = path;
  link.download = "";
  link.click();
}
