import { useRef, useState } from "react";
import { importItems, type ImportOptions } from "@/api/client";
import type { ImportItemsResponse } from "@/api/types";

export type Mapping = Pick<ImportOptions, "format" | "text" | "idColumn" | "source" | "licence">;

export interface FileImport {
  file: File | null;
  mapping: Mapping;
  /** What a dry run says would happen. */
  report: ImportItemsResponse | null;
  error: Error | null;
  reading: boolean;
  choose: (file: File | null) => void;
  change: (mapping: Mapping) => void;
  /** Writes it, into the dataset that is there or is made for it now. */
  run: () => Promise<{ datasetId: string; report: ImportItemsResponse }>;
}

/** A file on its way into a dataset: each choice is tried out at once, and nothing is written before `run`. */
export function useImport(existing: string | null, datasetFor: (file: File) => Promise<string>): FileImport {
  const [file, setFile] = useState<File | null>(null);
  const [mapping, setMapping] = useState<Mapping>({});
  const [report, setReport] = useState<ImportItemsResponse | null>(null);
  const [error, setError] = useState<Error | null>(null);
  const [reading, setReading] = useState(false);
  const made = useRef<{ file: File; id: string } | null>(null);

  const tryOut = async (chosen: File, next: Mapping) => {
    setReading(true);
    setError(null);
    try {
      setReport(await importItems(existing, chosen, { ...next, dryRun: true, fileName: chosen.name }));
    } catch (failure) {
      setReport(null);
      setError(failure instanceof Error ? failure : new Error(String(failure)));
    } finally {
      setReading(false);
    }
  };

  return {
    file,
    mapping,
    report,
    error,
    reading,
    choose: (chosen) => {
      setFile(chosen);
      setMapping({});
      setReport(null);
      setError(null);
      if (chosen) void tryOut(chosen, {});
    },
    change: (next) => {
      const read = next.format !== mapping.format || next.text !== mapping.text || next.idColumn !== mapping.idColumn;
      setMapping(next);
      if (file && read) void tryOut(file, next);
    },
    run: async () => {
      if (!file) throw new Error("No file was chosen");
      // Asked again after a later step failed, the same file goes into the dataset that was made for it.
      if (made.current?.file !== file) made.current = { file, id: existing ?? (await datasetFor(file)) };
      const datasetId = made.current.id;
      return { datasetId, report: await importItems(datasetId, file, { ...mapping, dryRun: false, fileName: file.name }) };
    },
  };
}
