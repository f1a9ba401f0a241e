import { useQuery } from "@tanstack/react-query";
import { formatNumber, t } from "@/app/messages";
import { formatsQuery } from "@/api/queries";
import type { ImportItemsResponse } from "@/api/types";
import { Button } from "@/ui/Button";
import { cx } from "@/ui/cx";
import { DropZone } from "@/ui/DropZone";
import { SelectField, TextField } from "@/ui/Field";
import { Failure, Notice } from "@/ui/Notice";
import { Table } from "@/ui/Table";
import styles from "./ImportPreview.module.css";
import type { FileImport } from "./useImport";

/** Choose a file, see how it is read and what is wrong with it, and correct the reading. */
export function ImportPreview({ flow, details }: { flow: FileImport; details?: boolean }) {
  const { file, report, error, reading, mapping } = flow;
  const formats = useQuery(formatsQuery);
  const readable = formats.data?.items.filter(({ readsItems }) => readsItems) ?? [];

  if (!file) {
    const accept = readable.flatMap(({ extensions }) => extensions).join(",");
    return (
      <DropZone
        title={t("import.drop")}
        hint={readable.map(({ title }) => title).join(", ") || t("import.hint")}
        accept={accept}
        onFile={flow.choose}
      />
    );
  }

  return (
    <div className={styles.preview}>
      <div className={styles.file}>
        <span className={styles.fileName}>{file.name}</span>
        <Button small kind="quiet" onClick={() => flow.choose(null)}>
          {t("import.other")}
        </Button>
      </div>
      {error && <Failure error={error} onRetry={() => flow.choose(file)} />}
      {!report && reading && <p className={styles.reading}>{t("import.reading", { name: file.name })}</p>}
      {report && (
        <>
          <div className={styles.mapping}>
            <SelectField
              label={t("import.format")}
              value={mapping.format ?? report.format}
              onChange={(event) => flow.change({ format: event.target.value })}
            >
              {readable.map(({ name, title }) => (
                <option key={name} value={name}>
                  {title}
                </option>
              ))}
            </SelectField>
            <SelectField
              label={t("import.textColumn")}
              value={report.mapping.text ?? ""}
              onChange={(event) => flow.change({ ...mapping, text: event.target.value })}
            >
              {report.mapping.text === null && <option value="">{t("import.choose")}</option>}
              {report.columns.map((column) => (
                <option key={column}>{column}</option>
              ))}
            </SelectField>
            <SelectField
              label={t("import.idColumn")}
              value={report.mapping.id ?? ""}
              onChange={(event) => flow.change({ ...mapping, idColumn: event.target.value })}
            >
              <option value="">{t("import.noId")}</option>
              {report.columns.map((column) => (
                <option key={column}>{column}</option>
              ))}
            </SelectField>
          </div>
          {details && (
            <div className={styles.details}>
              <TextField
                label={t("import.source")}
                hint={t("import.sourceHint")}
                value={mapping.source ?? ""}
                onChange={(event) => flow.change({ ...mapping, source: event.target.value })}
              />
              <TextField
                label={t("import.licence")}
                hint={t("import.licenceHint")}
                value={mapping.licence ?? ""}
                onChange={(event) => flow.change({ ...mapping, licence: event.target.value })}
              />
            </div>
          )}
          <Report report={report} stale={reading} />
        </>
      )}
    </div>
  );
}

function Report({ report, stale }: { report: ImportItemsResponse; stale: boolean }) {
  if (report.mapping.text === null) {
    return (
      <Notice kind="warn" title={t("import.noText")}>
        {t("import.noTextTodo")}
      </Notice>
    );
  }
  return (
    <div className={cx(stale && styles.stale)}>
      <p className={styles.counts} role="status">
        <strong>{t("import.good", { n: report.imported })}</strong>
        {report.duplicates > 0 && <span>{t("import.duplicates", { n: report.duplicates })}</span>}
        {report.failed > 0 && <span className={styles.bad}>{t("import.failed", { n: report.failed })}</span>}
      </p>
      {report.errors.length > 0 && (
        <div className={styles.errors}>
          <Table
            label={t("import.errors")}
            head={[{ title: t("import.row"), number: true }, { title: t("import.reason") }, { title: t("import.todo") }]}
          >
            {report.errors.map(({ row, reason, todo }, at) => (
              <tr key={at}>
                <td data-number>{formatNumber(row)}</td>
                <td>{reason}</td>
                <td>{todo}</td>
              </tr>
            ))}
          </Table>
          {report.moreErrors > 0 && <p className={styles.reading}>{t("import.moreErrors", { n: report.moreErrors })}</p>}
        </div>
      )}
      {report.sample.length > 0 && (
        <div className={styles.sample}>
          <Table
            label={t("import.sample")}
            head={[{ title: t("data.externalId") }, { title: t("data.text") }, { title: t("data.metadata") }]}
          >
            {report.sample.map((item) => (
              <tr key={item.externalId}>
                <td>
                  <code>{item.externalId}</code>
                </td>
                <td>
                  <div dir="auto" className={styles.text}>
                    {item.text}
                  </div>
                </td>
                <td className={styles.meta}>
                  {Object.entries(item.metadata)
                    .map(([name, value]) => `${name}: ${typeof value === "string" ? value : JSON.stringify(value)}`)
                    .join(" · ")}
                </td>
              </tr>
            ))}
          </Table>
        </div>
      )}
    </div>
  );
}
