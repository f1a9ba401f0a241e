import { t } from "@/app/messages";
import { SelectField } from "@/ui/Field";
import styles from "./ImportPreview.module.css";
import type { Import, Look } from "./useImport";

/** Which column is what; the rows below follow each choice at once. */
export function MappingFields({ flow, look }: { flow: Import; look: Look }) {
  const { settings, lead, found, formats } = flow;
  const { report } = look;
  const tables = found?.tables ?? [];
  const columns = report.columns.map((column) => (
    <option key={column} value={column}>
      {column}
    </option>
  ));
  return (
    <div className={styles.mapping}>
      {tables.length > 1 && (
        <SelectField
          label={t("import.previewOf")}
          hint={t("import.sameColumns", { count: tables.length })}
          className={styles.whole}
          value={lead?.path ?? ""}
          onChange={(event) => {
            const next = tables.find(({ path }) => path === event.target.value);
            if (next) flow.show(next);
          }}
        >
          {tables.map(({ path }) => (
            <option key={path}>{path}</option>
          ))}
        </SelectField>
      )}
      <SelectField
        label={t("import.format")}
        value={settings.format ?? report.format}
        onChange={(event) =>
          flow.change({ ...settings, format: event.target.value, text: undefined, idColumn: undefined, split: undefined })
        }
      >
        {formats.map(({ name, title }) => (
          <option key={name} value={name}>
            {title}
          </option>
        ))}
      </SelectField>
      <SelectField
        label={t("import.textColumn")}
        value={report.mapping.text ?? ""}
        onChange={(event) => flow.change({ ...settings, text: event.target.value })}
      >
        {report.mapping.text === null && <option value="">{t("import.choose")}</option>}
        {columns}
      </SelectField>
      <SelectField
        label={t("import.idColumn")}
        value={report.mapping.id ?? ""}
        onChange={(event) => flow.change({ ...settings, idColumn: event.target.value })}
      >
        <option value="">{t("import.noId")}</option>
        {columns}
      </SelectField>
      <SelectField
        label={t("import.splitColumn")}
        value={report.mapping.split ?? ""}
        onChange={(event) => flow.change({ ...settings, split: event.target.value })}
      >
        <option value="">{t("import.noSplit")}</option>
        {columns}
      </SelectField>
    </div>
  );
}
