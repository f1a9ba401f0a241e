import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Download } from "lucide-react";
import { useState } from "react";
import { formatNumber, t } from "@/app/messages";
import { exportLink, type Exported } from "@/api/client";
import { formatsQuery, lossesQuery } from "@/api/queries";
import type { ListedSnapshot, Loss } from "@/api/types";
import { Button } from "@/ui/Button";
import { cx } from "@/ui/cx";
import { Dialog } from "@/ui/Dialog";
import { Failure } from "@/ui/Notice";
import { RadioCards } from "@/ui/RadioCards";
import { Skeleton } from "@/ui/Skeleton";
import styles from "./ExportDialog.module.css";

/** Downloads a snapshot in a format, and says first what that format won't hold of it. */
export function ExportDialog({ snapshot, onClose }: { snapshot: ListedSnapshot; onClose: () => void }) {
  const [format, setFormat] = useState("jsonl");
  const [what, setWhat] = useState<Exported>("resolutions");
  const formats = useQuery(formatsQuery);
  const losses = useQuery({ ...lossesQuery(snapshot.id, format, what), placeholderData: keepPreviousData });
  return (
    <Dialog
      title={t("export.title", { name: snapshot.name })}
      size="large"
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t("ui.cancel")}</Button>
          <a className={styles.download} href={exportLink(snapshot.id, format, what)} download onClick={() => setTimeout(onClose)}>
            <Download size={15} aria-hidden="true" />
            {t("export.download")}
          </a>
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
        {formats.data && (
          <RadioCards
            legend={t("export.format")}
            // The one that keeps everything stands first.
            options={formats.data.items
              .filter(({ writes }) => writes)
              .toSorted((a, b) => Number(b.name === "jsonl") - Number(a.name === "jsonl"))
              .map((each) => ({ value: each.name, title: each.title, hint: each.description }))}
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
