import { sendFile, type ImportSettings } from "./imports";
import type { ImportLabelsResponse, ReadClassesResponse } from "./types";

/** What labels are taken for: they measure, they vote, or they stand beside. */
export const labelWays = ["prediction", "annotation", "gold"] as const;
export type LabelWay = (typeof labelWays)[number];

export interface LabelSettings extends Pick<ImportSettings, "source" | "licence" | "consent" | "collected"> {
  as: LabelWay;
  /** The name of the file's format; undefined lets the server look. */
  format?: string | undefined;
  /** Whose labels they are where a row doesn't say it. */
  author: string;
}

const send = (projectId: string, file: File, settings: LabelSettings, dryRun: boolean) =>
  sendFile<ImportLabelsResponse>(`/api/projects/${encodeURIComponent(projectId)}/labels`, file, {
    ...settings,
    fileName: file.name,
    dryRun,
  });

/** Counts what an import of labels would bring; nothing is written. */
export const tryLabels = (projectId: string, file: File, settings: LabelSettings) => send(projectId, file, settings, true);

export const importLabels = (projectId: string, file: File, settings: LabelSettings) => send(projectId, file, settings, false);

/** The classes that a project needs to hold the labels of a COCO file; nothing is written. */
export const readClasses = (file: File) => sendFile<ReadClassesResponse>("/api/imports/classes", file, {});
