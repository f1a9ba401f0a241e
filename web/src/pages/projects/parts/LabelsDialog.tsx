import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { FileUp, X } from "lucide-react";
import { useDeferredValue, useState } from "react";
import { formatBytes, t } from "@/app/messages";
import { importLabels, labelWays, tryLabels, type LabelSettings } from "@/api/labels";
import { formatsQuery } from "@/api/queries";
import type { GetProjectResponse, ImportLabelsResponse } from "@/api/types";
import { OriginFields } from "@/pages/data/parts/OriginFields";
import { Faults } from "@/pages/data/parts/LookReport";
import { isPeriod } from "@/pages/data/parts/period";
import { Button } from "@/ui/Button";
import { cx } from "@/ui/cx";
import { Dialog } from "@/ui/Dialog";
import { DropZone } from "@/ui/DropZone";
import { SelectField, TextField } from "@/ui/Field";
import { Failure } from "@/ui/Notice";
import { RadioCards } from "@/ui/RadioCards";
import styles from "./LabelsDialog.module.css";

/** Files up to this size are counted at once, without being asked. */
const quickBytes = 8e6;

/** Brings labels that were made elsewhere to a project's items: chosen, counted, and then written. */
export function LabelsDialog({ project, onClose }: { project: GetProjectResponse; onClose: () => void }) {
  const [file, setFile] = useState<File | null>(null);
  const [settings, setSettings] = useState<LabelSettings>({ as: "prediction", author: "" });
  const client = useQueryClient();
  const { as, author, format } = useDeferredValue(settings);
  const formats = useQuery(formatsQuery).data?.items.filter(({ readsLabels }) => readsLabels) ?? [];
  const look = useQuery({
    queryKey: ["labels", project.id, file?.name, file?.size, file?.lastModified, as, author.trim(), format],
    queryFn: () => tryLabels(project.id, file as File, { as, author: author.trim(), format }),
    enabled: file !== null && file.size <= quickBytes,
    placeholderData: keepPreviousData,
    retry: false,
    gcTime: 0,
  });
  const run = useMutation({
    mutationFn: () => importLabels(project.id, file as File, { ...settings, author: settings.author.trim() }),
    // Lists, reports and the task that may be open: all of them can look different now.
    onSuccess: () => client.invalidateQueries(),
  });
  if (run.data) return <Outcome done={run.data} onClose={onClose} />;

  const counted = file && look.data && !look.isPlaceholderData ? look.data : null;
  const ready =
    file !== null && isPeriod(settings.collected ?? "") && (counted === null ? !look.isFetching && !look.error : counted.added > 0);
  return (
    <Dialog
      title={t("labels.title", { name: project.name })}
      size="large"
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t("ui.cancel")}</Button>
          <Button kind="primary" disabled={!ready || run.isPending} onClick={() => run.mutate()}>
            {counted ? t("labels.run", { n: counted.added }) : t("labels.import")}
          </Button>
        </>
      }
    >
      <div className={styles.form}>
        {file === null ? (
          <DropZone
            title={t("labels.choose")}
            hint={t("labels.chooseHint")}
            accept={[".ndjson", ...new Set(formats.flatMap(({ extensions }) => extensions))].join(",")}
            onFiles={([first]) => setFile(first ?? null)}
            onDrop={(transfer) => setFile(transfer.files[0] ?? null)}
          />
        ) : (
          <div className={styles.file}>
            <FileUp size={16} aria-hidden="true" />
            <span className={styles.name} title={file.name}>
              {file.name}
            </span>
            <span className={styles.note}>{formatBytes(file.size)}</span>
            <Button
              small
              kind="quiet"
              icon={<X />}
              aria-label={t("labels.another")}
              title={t("labels.another")}
              onClick={() => setFile(null)}
            />
          </div>
        )}
        <SelectField
          label={t("labels.format")}
          value={settings.format ?? ""}
          onChange={(event) => setSettings({ ...settings, format: event.target.value || undefined })}
        >
          <option value="">{t("labels.formatGuess")}</option>
          {formats.map(({ name, title }) => (
            <option key={name} value={name}>
              {title}
            </option>
          ))}
        </SelectField>
        <RadioCards
          narrow
          legend={t("labels.as")}
          options={labelWays.map((way) => ({ value: way, title: t(`labels.as.${way}`), hint: t(`labels.as.${way}.hint`) }))}
          value={settings.as}
          onChange={(way) => setSettings({ ...settings, as: way })}
        />
        {settings.as !== "gold" && (
          <TextField
            label={settings.as === "prediction" ? t("labels.model") : t("labels.author")}
            hint={settings.as === "prediction" ? t("labels.modelHint") : t("labels.authorHint")}
            value={settings.author}
            maxLength={120}
            onChange={(event) => setSettings({ ...settings, author: event.target.value })}
          />
        )}
        {file && look.error && <Failure error={look.error} />}
        {file && look.data && (
          <div className={cx(look.isPlaceholderData && styles.stale)}>
            <p className={styles.counts} role="status">
              <strong>{t("labels.ready", { n: look.data.added })}</strong>
              {look.data.failed > 0 && <span>{t("labels.left", { n: look.data.failed })}</span>}
            </p>
            <Left done={look.data} />
          </div>
        )}
        <OriginFields settings={settings} onChange={(next) => setSettings({ ...settings, ...next })} />
        {run.error && <Failure error={run.error} onRetry={() => run.mutate()} />}
      </div>
    </Dialog>
  );
}

function Outcome({ done, onClose }: { done: ImportLabelsResponse; onClose: () => void }) {
  const parts = [
    t("labels.added", { n: done.added }),
    done.changed > 0 && t("labels.changed", { n: done.changed }),
    done.duplicates > 0 && t("labels.known", { n: done.duplicates }),
    done.failed > 0 && t("labels.left", { n: done.failed }),
  ].filter((part) => part !== false);
  return (
    <Dialog
      title={t("labels.done")}
      size="large"
      onClose={onClose}
      footer={
        <Button kind="primary" onClick={onClose}>
          {t("labels.close")}
        </Button>
      }
    >
      <div className={styles.form}>
        <p className={styles.counts} role="status">
          <strong>{parts[0]}</strong>
          {parts.slice(1).map((part) => (
            <span key={part}>{part}</span>
          ))}
        </p>
        <Left done={done} />
      </div>
    </Dialog>
  );
}

/** The rows that are left out, each with what to do about it. */
function Left({ done }: { done: ImportLabelsResponse }) {
  if (done.errors.length === 0) return null;
  return (
    <div className={styles.errors}>
      <Faults faults={done.errors.map((error) => ({ file: "", ...error }))} />
      {done.moreErrors > 0 && <p className={styles.note}>{t("import.moreErrors", { n: done.moreErrors })}</p>}
    </div>
  );
}
