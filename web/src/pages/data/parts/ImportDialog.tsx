import { useMutation } from "@tanstack/react-query";
import { t } from "@/app/messages";
import { showJobs } from "@/app/jobs/showJobs";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { Failure } from "@/ui/Notice";
import { worthSending } from "./chosen";
import { ImportPreview } from "./ImportPreview";
import styles from "./ImportPreview.module.css";
import { useImport, type Import } from "./useImport";

interface ImportDialogProps {
  dataset: { id: string; name: string };
  onClose: () => void;
}

/** Brings data into a dataset; once it is under way the dialog isn't needed any more. */
export function ImportDialog({ dataset, onClose }: ImportDialogProps) {
  const flow = useImport(dataset.id);
  const run = useMutation({
    mutationFn: () => flow.run(dataset),
    onSuccess: () => {
      onClose();
      showJobs();
    },
  });
  const countable = flow.chosen?.from === "files" && flow.ready && !flow.quick && flow.look?.seen !== "all";
  return (
    <Dialog
      title={t("data.importTitle", { name: dataset.name })}
      size="large"
      onClose={onClose}
      footer={
        <>
          {countable && (
            <Button kind="quiet" className={styles.countFirst} title={t("import.checkHint")} disabled={flow.reading} onClick={flow.check}>
              {t("import.checkFirst")}
            </Button>
          )}
          <Button onClick={onClose}>{t("ui.cancel")}</Button>
          <Button kind="primary" disabled={!flow.ready || flow.reading || run.isPending} onClick={() => run.mutate()}>
            {runTitle(flow)}
          </Button>
        </>
      }
    >
      <ImportPreview flow={flow} origin />
      {run.error && <Failure error={run.error} onRetry={() => run.mutate()} />}
    </Dialog>
  );
}

function runTitle({ chosen, found, look }: Import): string {
  if (look?.seen === "all" && look.report.imported > 0) return t("import.run", { n: look.report.imported });
  if (chosen?.from === "server") return t("import.runFolder");
  const n = found ? worthSending(found).length : 0;
  if (!found || n === 0) return t("data.import");
  return found.pictures.length === n
    ? t("import.runPictures", { n })
    : found.archives.length === 1 && n === 1
      ? t("import.runArchive")
      : t("import.runFiles", { n });
}
