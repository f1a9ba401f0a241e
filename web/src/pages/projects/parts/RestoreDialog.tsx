import { useMutation, useQueryClient } from "@tanstack/react-query";
import { FileUp } from "lucide-react";
import { useState } from "react";
import { showJobs } from "@/app/jobs/showJobs";
import { formatBytes, t } from "@/app/messages";
import { restoreSnapshot } from "@/api/jobs";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { DropZone } from "@/ui/DropZone";
import { TextField } from "@/ui/Field";
import { Failure } from "@/ui/Notice";
import { ProgressBar } from "@/ui/ProgressBar";
import styles from "./LabelsDialog.module.css";

/** Makes a project of a native export. */
export function RestoreDialog({ onClose }: { onClose: () => void }) {
  const [file, setFile] = useState<File | null>(null);
  const [name, setName] = useState("");
  const client = useQueryClient();
  const run = useMutation({
    mutationFn: (given: File) => restoreSnapshot(name.trim(), given),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ["jobs"] });
      onClose();
      showJobs();
    },
  });
  const take = (given: File | undefined) => {
    setFile(given ?? null);
    if (given && name === "") setName(given.name.replace(/\.(jsonl|ndjson)$/i, ""));
  };
  return (
    <Dialog
      title={t("restore.title")}
      size="wide"
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t("ui.cancel")}</Button>
          <Button kind="primary" disabled={!file || name.trim() === "" || run.isPending} onClick={() => file && run.mutate(file)}>
            {t("restore.run")}
          </Button>
        </>
      }
    >
      <div className={styles.form}>
        {file === null ? (
          <DropZone
            title={t("restore.choose")}
            hint={t("restore.chooseHint")}
            accept=".jsonl,.ndjson"
            onFiles={([first]) => take(first)}
            onDrop={(transfer) => take(transfer.files[0])}
          />
        ) : (
          <div className={styles.file}>
            <FileUp size={16} aria-hidden="true" />
            <span className={styles.name} title={file.name}>
              {file.name}
            </span>
            <span className={styles.note}>{formatBytes(file.size)}</span>
          </div>
        )}
        <TextField label={t("restore.name")} value={name} maxLength={120} onChange={(event) => setName(event.target.value)} />
        <p className={styles.note}>{t("restore.lead")}</p>
        {run.isPending && file && <ProgressBar label={t("restore.sending", { name: file.name })} share={null} />}
        {run.error && <Failure error={run.error} />}
      </div>
    </Dialog>
  );
}
