import { formatBytes, formatNumber, t } from "@/app/messages";
import type { DryRun, ImportFault } from "@/api/incoming";
import { cx } from "@/ui/cx";
import { Notice } from "@/ui/Notice";
import { Table } from "@/ui/Table";
import styles from "./LookReport.module.css";
import type { Import, Look } from "./useImport";

const partBytes = 1e6;

/** What an import would do: how much is new, what is left out and why, and how the first rows are read. */
export function LookReport({ flow, look }: { flow: Import; look: Look }) {
  const { report } = look;
  if (report.mapping.text === null && report.columns.length > 0) {
    return (
      <Notice kind="warn" title={t("import.noText")}>
        {t("import.noTextTodo")}
      </Notice>
    );
  }
  const nothingNew = look.seen === "all" && report.imported === 0 && report.duplicates > 0;
  return (
    <div className={cx(styles.look, flow.reading && styles.stale)}>
      <p className={styles.counts} role="status">
        <strong>
          {look.seen === "part" && !report.partial
            ? t("import.goodPart", { n: report.imported, part: formatBytes(partBytes) })
            : t("import.good", { n: report.imported })}
        </strong>
        {look.seen === "part" && !report.partial && <Seen flow={flow} look={look} />}
        {report.duplicates > 0 && <span>{t("import.duplicates", { n: report.duplicates })}</span>}
        {report.failed > 0 && <span className={styles.bad}>{t("import.failed", { n: report.failed })}</span>}
        {(look.seen !== "part" || report.partial) && <Seen flow={flow} look={look} />}
      </p>
      {nothingNew && (
        <Notice kind="info" title={t("import.nothingNew")}>
          {t("import.nothingNewTodo")}
        </Notice>
      )}
      {report.errors.length > 0 && (
        <div className={styles.errors}>
          <Faults faults={report.errors} />
          {report.moreErrors > 0 && <p className={styles.note}>{t("import.moreErrors", { n: report.moreErrors })}</p>}
        </div>
      )}
      <Sample report={report} />
    </div>
  );
}

/** How much of the data the counts are of, where it isn't all. */
function Seen({ flow, look }: { flow: Import; look: Look }) {
  if (look.seen === "all") return flow.quick ? null : <span className={styles.note}>{t("import.looked", { n: look.report.files })}</span>;
  const whole = flow.lead?.file.size;
  return (
    <span className={styles.note}>
      {look.report.partial || whole === undefined
        ? t("import.partial")
        : look.seen === "part"
          ? t("import.part", { whole: formatBytes(whole) })
          : t("import.leadOnly", { name: flow.lead?.path ?? "" })}
    </span>
  );
}

/** Rows and files that are left out, each with what to do about it. */
export function Faults({ faults }: { faults: readonly ImportFault[] }) {
  const files = new Set(faults.map(({ file }) => file)).size > 1;
  return (
    <Table
      label={t("import.errors")}
      head={[
        ...(files ? [{ title: t("data.file") }] : []),
        { title: t("import.row"), number: true },
        { title: t("import.reason") },
        { title: t("import.todo") },
      ]}
    >
      {faults.map(({ file, row, reason, todo }, at) => (
        <tr key={at}>
          {files && (
            <td className={styles.file}>
              <code>{file}</code>
            </td>
          )}
          <td data-number>{row === 0 ? t("import.wholeFile") : formatNumber(row)}</td>
          <td>{reason}</td>
          <td>{todo}</td>
        </tr>
      ))}
    </Table>
  );
}

function Sample({ report }: { report: DryRun }) {
  const texts = report.sample.filter(({ modality }) => modality === "text");
  if (texts.length === 0) return null;
  const ids = texts.some(({ externalId }) => externalId !== null);
  const more = texts.some(({ metadata }) => Object.keys(metadata).length > 0);
  const head = [ids && t("data.externalId"), t("data.text"), more && t("data.metadata")];
  return (
    <div className={styles.sample}>
      <Table label={t("import.sample")} head={head.flatMap((title) => (title === false ? [] : [{ title }]))}>
        {texts.map((item, at) => (
          <tr key={at}>
            {ids && (
              <td className={styles.id}>
                <code>{item.externalId}</code>
              </td>
            )}
            <td>
              <div dir="auto" className={styles.text}>
                {item.text}
              </div>
            </td>
            {more && (
              <td className={styles.meta}>
                <div>
                  {Object.entries(item.metadata)
                    .map(([name, value]) => `${name}: ${typeof value === "string" ? value : JSON.stringify(value)}`)
                    .join(" · ")}
                </div>
              </td>
            )}
          </tr>
        ))}
      </Table>
    </div>
  );
}
