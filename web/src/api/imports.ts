import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { call } from "./client";
import { once } from "./once";
import { every } from "./told";
import type { DryRun, ImportRequest, ImportRow } from "./incoming";
import type { ImportItemsResponse } from "./types";

async function ask<T>(method: string, path: string, body?: unknown): Promise<T> {
  const reply = async () => {
    const said = body === undefined ? undefined : JSON.stringify(body);
    const send = (key?: string) =>
      fetch(path, {
        method,
        headers: { "X-Groundwork": "1", ...(said && { "Content-Type": "application/json" }), ...(key && { "Idempotency-Key": key }) },
        ...(said && { body: said }),
      });
    const response = await (method === "POST" ? once(`${path} ${said ?? ""}`, send) : send());
    const found: unknown = await response.json().catch(() => null);
    return response.ok ? { data: found as T, response } : { error: found, response };
  };
  return call(reply());
}

/** How a file is to be read, and what is said about where it is from. */
export type ImportSettings = Pick<ImportRequest, "format" | "text" | "idColumn" | "split" | "source" | "licence" | "consent" | "collected">;

/** Sends a file's bytes as they are. */
export async function sendFile<T>(path: string, file: Blob, options: Readonly<Record<string, string | boolean | undefined>>): Promise<T> {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(options)) if (value) query.set(name, String(value));
  const reply = async () => {
    const response = await once(`${path}?${query} ${file.size} ${file instanceof File ? file.lastModified : ""}`, (key) =>
      fetch(`${path}?${query}`, {
        method: "POST",
        headers: { "Content-Type": "application/octet-stream", "X-Groundwork": "1", "Idempotency-Key": key },
        body: file,
      }),
    );
    const body: unknown = await response.json().catch(() => null);
    return response.ok ? { data: body as T, response } : { error: body, response };
  };
  return call(reply());
}

const importsOf = (datasetId: string) => `/api/datasets/${encodeURIComponent(datasetId)}/imports`;

/** Says how one small file would be read, into a dataset or into one that isn't there yet. */
export async function tryFile(datasetId: string | null, file: Blob, fileName: string, settings: ImportSettings): Promise<DryRun> {
  const path = datasetId === null ? "/api/imports/preview" : importsOf(datasetId);
  const { mapping, sample, errors, ...report } = await sendFile<ImportItemsResponse>(path, file, { ...settings, dryRun: true, fileName });
  return {
    ...report,
    files: 1,
    partial: false,
    mapping: { split: settings.split ?? null, ...mapping },
    sample: sample.map((item) => ({ modality: "text", file: fileName, ...item })),
    errors: errors.map((error) => ({ file: fileName, ...error })),
  };
}

/** Imports one small file and waits for the end. */
export const importFile = (datasetId: string, file: File, settings: ImportSettings) =>
  sendFile<ImportItemsResponse>(importsOf(datasetId), file, { ...settings, dryRun: false, fileName: file.name });

export const startImport = (request: ImportRequest) => ask<{ importId: string; datasetId: string }>("POST", "/api/imports", request);
export const tryImport = (request: ImportRequest) => ask<DryRun>("POST", "/api/imports", { ...request, dryRun: true });
/** The digest of what the server has of an upload, or null if it doesn't know it. */
export async function sentDigest(id: string): Promise<string | null> {
  for (let after: string | null = ""; after !== null;) {
    const page: { items: { id: string; sha256: string | null }[]; next: string | null } = await ask(
      "GET",
      `/api/uploads?limit=200&after=${after || "~"}`,
    );
    const found = page.items.find((upload) => upload.id === id);
    if (found) return found.sha256;
    after = page.next;
  }
  return null;
}

export const cancelImport = (id: string) => ask<null>("POST", `/api/imports/${id}/cancel`);
export const errorsLink = (id: string) => `/api/imports/${encodeURIComponent(id)}/errors`;

interface Listed {
  items: ImportRow[];
  next: string | null;
}

export const isOpen = ({ state }: ImportRow): boolean => state === "waiting" || state === "running";

const openEveryMs = 1_000;
const idleEveryMs = 20_000;

/** What is being imported now, by anybody in the workspace. */
export const openImportsQuery = queryOptions({
  queryKey: ["imports", "open"],
  queryFn: async () => {
    const states = ["running", "waiting"].map((state) => ask<Listed>("GET", `/api/imports?state=${state}&limit=50`));
    return { items: (await Promise.all(states)).flatMap(({ items }) => items) };
  },
  staleTime: 0,
  refetchInterval: ({ state }) => ((state.data?.items.length ?? 0) > 0 ? openEveryMs : every(idleEveryMs)),
});

export const recentImportsQuery = queryOptions({
  queryKey: ["imports", "recent"],
  queryFn: () => ask<Listed>("GET", "/api/imports?limit=12"),
  staleTime: 0,
  refetchInterval: ({ state }) => (state.data?.items.some(isOpen) ? openEveryMs : every(idleEveryMs)),
});

export const datasetImportsQuery = (id: string) =>
  infiniteQueryOptions({
    queryKey: ["imports", "dataset", id],
    queryFn: ({ pageParam }) => ask<Listed>("GET", `/api/imports?dataset=${id}&limit=50${pageParam ? `&after=${pageParam}` : ""}`),
    initialPageParam: null as string | null,
    getNextPageParam: (last: Listed) => last.next,
    refetchInterval: ({ state }) => (state.data?.pages.some(({ items }) => items.some(isOpen)) ? openEveryMs : false),
  });

export const importQuery = (id: string) =>
  queryOptions({
    queryKey: ["imports", "one", id],
    queryFn: () => ask<ImportRow>("GET", `/api/imports/${encodeURIComponent(id)}`),
    refetchInterval: ({ state }) => (state.data && isOpen(state.data) ? openEveryMs : false),
  });

export interface ServerFolder {
  path: string;
  folders: string[];
  files: { name: string; size: number }[];
  more: boolean;
}

export const rootsQuery = queryOptions({
  queryKey: ["folders"],
  queryFn: () => ask<{ roots: { name: string }[] }>("GET", "/api/folders"),
  staleTime: Infinity,
});

export const folderQuery = (root: string, path: string) =>
  queryOptions({
    queryKey: ["folders", root, path],
    queryFn: () => ask<ServerFolder>("GET", `/api/folders/${encodeURIComponent(root)}?path=${encodeURIComponent(path)}`),
  });
