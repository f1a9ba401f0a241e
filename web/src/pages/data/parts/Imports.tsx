import { useMutation, useQueryClient } from "@tanstack/react-query";
import { formatAgo, t } from "@/app/messages";
import type { GetDatasetResponse } from "@/api/types";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { Failure } from "@/ui/Notice";
import { Table } from "@/ui/Table";
import styles from "./Dataset.module.css";
import { ImportPreview } from "./ImportPreview";
import { useImport } from "./useImport";

/** Where a dataset's items came from. */
export function Provenance({ dataset }: { dataset: GetDatasetResponse }) {
  return (
    <details className={styles.provenance}>
      <summary>
        {t("data.provenance")} <span className={styles.meta}>{dataset.imports.map(({ fileName }) => fileName).join(", ")}</span>
      </summary>
      <Table
        label={t("data.provenance")}
        head={[
          { title: t("data.file") },
          { title: t("data.result") },
          { title: t("data.source") },
          { title: t("data.licence") },
          { title: t("data.by") },
          { title: t("data.when") },
        ]}
      >
        {dataset.imports.map((entry) => (
          <tr key={entry.id}>
            <td>
              <code>{entry.fileName}</code>
            </td>
            <td>
              {[
                t("data.items", { n: entry.imported }),
                entry.duplicates > 0 && t("import.duplicates", { n: entry.duplicates }),
                entry.failed > 0 && t("import.failed", { n: entry.failed }),
              ]
                .filter(Boolean)
                .join(" · ")}
            </td>
            <td>{entry.source}</td>
            <td>{entry.licence}</td>
            <td>{entry.by}</td>
            <td>{formatAgo(entry.importedAt)}</td>
          </tr>
        ))}
      </Table>
    </details>
  );
}

/** Brings another file. */
export function ImportDialog({ datasetId, name, onClose }: { datasetId: string; name: string; onClose: () => void }) {
  const client = useQueryClient();
  const flow = useImport(datasetId, () => Promise.resolve(datasetId));
  const run = useMutation({
    mutationFn: flow.run,
    onSuccess: async () => {
      await Promise.all([
        client.invalidateQueries({ queryKey: ["dataset", datasetId] }),
        client.invalidateQueries({ queryKey: ["datasets"] }),
      ]);
      onClose();
    },
  });
  const n = flow.report?.imported ?? 0;
  return (
    <Dialog
      title={t("data.importTitle", { name })}
      size="wide"
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t("ui.cancel")}</Button>
          <Button kind="primary" disabled={n === 0 || flow.reading || run.isPending} onClick={() => run.mutate()}>
            {t("import.run", { n })}
          </Button>
        </>
      }
    >
      <ImportPreview flow={flow} details />
      {run.error && <Failure error={run.error} />}
    </Dialog>
  );
}
