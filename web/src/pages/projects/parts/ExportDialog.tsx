import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Download } from "lucide-react";
import { useRef, useState } from "react";
import { useCommands } from "@/app/commands";
import { showJobs } from "@/app/jobs/showJobs";
import { FilterBar } from "@/app/lists/FilterBar";
import type { Filter } from "@/app/lists/filter";
import { formatNumber, t } from "@/app/messages";
import { fileOf, isRunning, save, startExport, type ExportWish } from "@/api/jobs";
import { formatsQuery, lossesQuery, snapshotQuery } from "@/api/queries";
import type { ListedSnapshot, Loss } from "@/api/types";
import { Button } from "@/ui/Button";
import { cx } from "@/ui/cx";
import { Dialog } from "@/ui/Dialog";
import { Failure } from "@/ui/Notice";
import { RadioCards } from "@/ui/RadioCards";
import { Skeleton } from "@/ui/Skeleton";
import styles from "./ExportDialog.module.css";

/** Writes a snapshot, or the rows of it that are wanted, in a format, and says first what that format won't hold. */
export function ExportDialog({ snapshot, onClose }: { snapshot: ListedSnapshot; onClose: () => void }) {
  const [format, setFormat] = useState("jsonl");
  const [what, setWhat] = useState<ExportWish["what"]>("resolutions");
  const [filter, setFilter] = useState<Filter>([]);
  const input = useRef<HTMLInputElement>(null);
  const client = useQueryClient();
  const formats = useQuery(formatsQuery);
  const fields = useQuery(snapshotQuery(snapshot.id)).data?.fields;
  const wish: ExportWish = { format, what, filter: filter.length > 0 ? JSON.stringify(filter) : null };
  const losses = useQuery({ ...lossesQuery(snapshot.id, wish), placeholderData: keepPreviousData });
  const run = useMutation({
    mutationFn: () => startExport(snapshot.id, wish),
    onSuccess: (job) => {
      void client.invalidateQueries({ queryKey: ["jobs"] });
      onClose();
      // The download begins with the first byte that is written; what takes longer shows how far it is.
      save(fileOf(job));
      if (isRunning(job)) showJobs();
    },
  });
  useCommands([
    {
      id: "list.filter",
      title: t("lists.filterLabel"),
      group: t("project.snapshots"),
      keys: ["F"],
      scope: "overlay",
      run: () => input.current?.focus(),
    },
  ]);
  const none = losses.data?.rows === 0 && !losses.isPlaceholderData;
  return (
    <Dialog
      title={t("export.title", { name: snapshot.name })}
      size="large"
      onClose={onClose}
      footer={
        <>
          {run.error && <Failure error={run.error} />}
          <Button onClick={onClose}>{t("ui.cancel")}</Button>
          <Button kind="primary" icon={<Download />} disabled={run.isPending || none} onClick={() => run.mutate()}>
            {t("export.download")}
          </Button>
        </>
      }
    >
      <div className={styles.form}>
        <RadioCards
          legend={t("export.what")}
          options={(["resolutions", "answers"] as const).map((each) => ({
            value: each,
            title: t(each === "answers" ? "snapshots.every" : "snapshots.resolutions"),
            hint: t(`export.${each}.hint`),
          }))}
          value={what}
          onChange={setWhat}
        />
        <section aria-live="polite">
          <h3>{t("export.rowsOf")}</h3>
          {fields ? (
            <FilterBar what={t("export.rows")} filter={filter} fields={fields} onChange={setFilter} input={input}>
              <span className={cx(styles.note, losses.isPlaceholderData && styles.stale)}>
                {losses.data && t("export.count", { n: losses.data.rows, all: formatNumber(snapshot.rows) })}
              </span>
            </FilterBar>
          ) : (
            <Skeleton />
          )}
          {none && <p className={styles.note}>{t("export.empty")}</p>}
        </section>
        {formats.data && (
          <RadioCards
            legend={t("export.format")}
            // The one that keeps everything stands first.
            options={formats.data.items
              .filter(({ writes }) => writes)
              .toSorted((a, b) => Number(b.name === "jsonl") - Number(a.name === "jsonl"))
              .map(({ name, title, description, missing }) => ({
                value: name,
                title,
                hint: missing ?? description,
                disabled: missing !== null,
              }))}
            value={format}
            onChange={setFormat}
          />
        )}
        {formats.error && <Failure error={formats.error} onRetry={() => void formats.refetch()} />}
        <section aria-live="polite" aria-busy={losses.isFetching} className={cx(losses.isPlaceholderData && styles.stale)}>
          <h3>{t("export.losses")}</h3>
          {losses.error ? (
            <Failure error={losses.error} onRetry={() => void losses.refetch()} />
          ) : losses.data ? (
            <Losses losses={losses.data.items} />
          ) : (
            <Skeleton />
          )}
        </section>
      </div>
    </Dialog>
  );
}

/** What is not in the file, and below it what only this program reads back. */
function Losses({ losses }: { losses: Loss[] }) {
  if (losses.length === 0) return <p className={styles.note}>{t("export.lossless")}</p>;
  return (
    <>
      {[false, true].map((restored) => {
        const some = losses.filter((loss) => loss.restored === restored);
        return some.length === 0 ? null : (
          <div key={String(restored)} className={styles.losses}>
            <p className={styles.note}>{t(restored ? "export.restored" : "export.gone")}</p>
            <ul>
              {some.map(({ what, why, count, example }) => (
                <li key={what}>
                  <strong>{t("export.loss", { what, n: formatNumber(count) })}</strong>
                  <span>{why}</span>
                  <span className={styles.note}>{t("export.example", { example })}</span>
                </li>
              ))}
            </ul>
          </div>
        );
      })}
    </>
  );
}
