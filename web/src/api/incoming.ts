import type { Metadata } from "./types";

export interface ImportRow {
  id: string;
  kind: "items" | "predictions" | "gold" | "annotations";
  /** Of labels: the project that they are for. */
  projectId: string | null;
  datasetId: string;
  datasetName: string;
  state: "waiting" | "running" | "done" | "failed" | "cancelled";
  fileName: string;
  files: number;
  format: string;
  bytesTotal: number;
  bytesRead: number;
  rowsRead: number;
  imported: number;
  duplicates: number;
  failed: number;
  startedAt: number;
  endedAt: number | null;
  by: string;
  source: string;
  licence: string;
  consent: string;
  collected: string;
  problem: { title: string; detail: string } | null;
  errors: ImportFault[];
  moreErrors: number;
}

export interface ImportFault {
  file: string;
  row: number;
  reason: string;
  todo: string;
}

export interface DryRun {
  files: number;
  format: string;
  columns: string[];
  mapping: { text: string | null; id: string | null; split: string | null };
  sample: { externalId: string | null; text: string; metadata: Metadata; modality: string; file: string }[];
  imported: number;
  duplicates: number;
  failed: number;
  errors: ImportFault[];
  moreErrors: number;
  partial: boolean;
}

export interface ImportRequest {
  datasetId?: string;
  datasetName?: string;
  uploads?: { id: string; path?: string }[];
  folder?: { root: string; path: string };
  format?: string;
  text?: string;
  idColumn?: string;
  split?: string;
  source?: string;
  licence?: string;
  consent?: string;
  collected?: string;
  dryRun?: boolean;
}
