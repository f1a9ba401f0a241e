import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo, useRef, useState } from "react";
import { jobsOf } from "@/app/jobs/jobsOf";
import { t } from "@/app/messages";
import { useSession } from "@/app/session";
import type { DryRun } from "@/api/incoming";
import { importFile, startImport, tryFile, tryImport, type ImportSettings } from "@/api/imports";
import { formatsQuery } from "@/api/queries";
import type { UploadSource } from "@/api/upload";
import type { UploadBatch } from "@/api/uploadBatch";
import type { ListedFormat } from "@/api/types";
import { recognise, worthSending, type Chosen, type Found } from "./chosen";
import { firstPart } from "./firstPart";
import { isPeriod } from "./period";

/** What a look at the data says, and how much of the data it has seen. */
export interface Look {
  readonly report: DryRun;
  readonly seen: "all" | "part" | "lead";
}

export interface Import {
  readonly chosen: Chosen | null;
  readonly found: Found | null;
  /** The table whose rows are shown. */
  readonly lead: UploadSource | null;
  readonly formats: readonly ListedFormat[];
  readonly settings: ImportSettings;
  readonly look: Look | null;
  readonly error: Error | null;
  readonly reading: boolean;
  /** On its way to be counted. */
  readonly sending: UploadBatch | null;
  /** A file that is read and written in one go. */
  readonly quick: boolean;
  /** Whether there is anything to import, as far as is known. */
  readonly ready: boolean;
  choose: (chosen: Chosen | null) => void;
  show: (table: UploadSource) => void;
  change: (settings: ImportSettings) => void;
  /** Looks once more after that failed. */
  again: () => void;
  /** Counts exactly what an import of everything would do, for which the files are sent. */
  check: () => void;
  /** Imports into a dataset; what takes long goes on in the background. */
  run: (dataset: { id: string; name: string }) => Promise<void>;
  /** Imports at once, and waits for the end. */
  runNow: (datasetId: string) => Promise<void>;
}

export const quickBytes = 8e6;
const partBytes = 1e6;
const reads = ["format", "text", "idColumn", "split"] as const;

/** Data on its way into a dataset: each choice is tried out at once, and nothing is written before `run`. */
export function useImport(datasetId: string | null): Import {
  const { member } = useSession();
  const client = useQueryClient();
  const formatsFound = useQuery(formatsQuery);
  const formats = useMemo(() => formatsFound.data?.items.filter(({ readsItems }) => readsItems) ?? [], [formatsFound.data]);
  const endings = useMemo(() => formats.flatMap(({ extensions }) => extensions), [formats]);
  const [chosen, setChosen] = useState<Chosen | null>(null);
  const [shown, setShown] = useState<UploadSource | null>(null);
  const [settings, setSettings] = useState<ImportSettings>({});
  const [look, setLook] = useState<Look | null>(null);
  const [error, setError] = useState<Error | null>(null);
  const [reading, setReading] = useState(false);
  const [sending, setSending] = useState<UploadBatch | null>(null);
  const asked = useRef(0);
  const sent = useRef<UploadBatch | null>(null);

  const found = useMemo(() => (chosen?.from === "files" ? recognise(chosen.files, endings) : null), [chosen, endings]);
  const lead = shown ?? found?.tables[0] ?? null;
  const sources = found ? worthSending(found) : [];
  const alone = sources.length === 1 && lead !== null;
  const quick = alone && lead.file.size <= quickBytes;

  // What was sent only to be counted is taken back when it isn't imported.
  useEffect(() => () => void sent.current?.cancel(), []);

  /** Runs a look; of several the last one counts. */
  const looking = async (seen: Look["seen"], load: () => Promise<DryRun>) => {
    const turn = (asked.current += 1);
    setReading(true);
    setError(null);
    try {
      const report = await load();
      if (turn === asked.current) setLook({ report, seen: report.partial && seen === "all" ? "part" : seen });
    } catch (failure) {
      if (turn !== asked.current) return;
      setLook(null);
      setError(failure instanceof Error ? failure : new Error(String(failure)));
    } finally {
      if (turn === asked.current) setReading(false);
    }
  };

  const lookAtTable = (table: UploadSource, next: ImportSettings, only: boolean) =>
    looking(table.file.size > quickBytes ? "part" : only ? "all" : "lead", async () => {
      const part = table.file.size > quickBytes ? await firstPart(table.file, partBytes) : table.file;
      return tryFile(datasetId, part, table.file.name, readingOf(next));
    });

  const target = datasetId === null ? {} : { datasetId };
  const lookAtFolder = ({ root, path }: { root: string; path: string }, next: ImportSettings) =>
    looking("all", () => tryImport({ ...target, folder: { root, path }, ...next }));

  const lookAtSent = (next: ImportSettings, all = sources) =>
    looking("all", async () => {
      const batch = (sent.current ??= jobsOf(member.id).upload(all));
      setSending(batch);
      await batch.settled;
      setSending(null);
      return tryImport({ ...target, uploads: batch.sentFiles, ...next });
    });

  // A part of such a file tells nothing: what is too large to be read twice is sent first.
  const needsSending = ({ file }: UploadSource) =>
    file.size > quickBytes &&
    formats.some(({ needsWhole, extensions }) => needsWhole && extensions.some((end) => file.name.toLowerCase().endsWith(end)));

  const lookAgain = (next: ImportSettings) => {
    if (chosen?.from === "server") void lookAtFolder(chosen, next);
    else if (sent.current) void lookAtSent(next);
    else if (lead && needsSending(lead)) void lookAtSent(next);
    else if (lead) void lookAtTable(lead, next, alone);
  };

  const choose = (next: Chosen | null) => {
    void sent.current?.cancel();
    sent.current = null;
    asked.current += 1;
    setSending(null);
    setChosen(next);
    setShown(null);
    setSettings({});
    setLook(null);
    setError(null);
    setReading(false);
    if (next?.from === "server") void lookAtFolder(next, {});
    if (next?.from !== "files") return;
    const inside = recognise(next.files, endings);
    const [table] = inside.tables;
    if (table && needsSending(table)) void lookAtSent({}, worthSending(inside));
    else if (table) void lookAtTable(table, {}, worthSending(inside).length === 1);
  };

  const begun = () => {
    const batch = sent.current ?? undefined;
    sent.current = null;
    return batch;
  };

  const run = async ({ id, name }: { id: string; name: string }) => {
    if (chosen?.from === "server") await startImport({ datasetId: id, folder: { root: chosen.root, path: chosen.path }, ...settings });
    else if (chosen) jobsOf(member.id).begin({ title: chosen.name, datasetId: id, datasetName: name, settings }, sources, begun());
    await client.invalidateQueries({ queryKey: ["imports"] });
  };

  const runNow = async (id: string) => {
    if (lead) await importFile(id, lead.file, settings);
  };

  const counted = look?.seen === "all" ? look.report.imported + look.report.duplicates > 0 : true;
  const understood = error === null && !(look && look.report.mapping.text === null && look.report.columns.length > 0);
  return {
    chosen,
    found,
    lead,
    formats,
    settings,
    look,
    error,
    reading,
    sending,
    quick,
    ready:
      chosen !== null &&
      (chosen.from === "server" || sources.length > 0) &&
      counted &&
      understood &&
      !(quick && !look) &&
      isPeriod(settings.collected ?? ""),
    choose,
    show: (table) => {
      setShown(table);
      if (needsSending(table)) void lookAtSent(settings);
      else void lookAtTable(table, settings, false);
    },
    change: (next) => {
      setSettings(next);
      if (reads.some((name) => next[name] !== settings[name])) lookAgain(next);
    },
    again: () => lookAgain(settings),
    check: () => void lookAtSent(settings),
    run,
    runNow,
  };
}

/** Only what a reader needs to know. */
function readingOf({ format, text, idColumn, split }: ImportSettings): ImportSettings {
  return { format, text, idColumn, split };
}

export const severalFiles = (n: number) => t("import.severalFiles", { n });
