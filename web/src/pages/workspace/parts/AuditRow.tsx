import { Link } from "react-router";
import { formatAgo, formatNumber, t } from "@/app/messages";
import type { AuditEvent, AuditWish } from "@/api/audit";
import styles from "./Audit.module.css";
import { actorOf, placeOf, sentenceOf, thingOf, viaOf } from "./auditWords";

interface AuditRowProps {
  row: AuditEvent;
  index: number;
  height: number;
  /** Narrows the list to what is chosen in a row. */
  onWish: (wish: Partial<AuditWish>) => void;
}

const exactly = new Intl.DateTimeFormat("en", { dateStyle: "medium", timeStyle: "long" });

/** One line of the log as a sentence, with links to what is still there. */
export function AuditRow({ row, index, height, onWish }: AuditRowProps) {
  const { before, after } = sentenceOf(row);
  const [place, thing] = [placeOf(row), thingOf(row)];
  const project = row.projectName !== null && row.projectName !== row.subjectName ? row.projectName : null;
  return (
    <div role="row" aria-rowindex={index + 2} className={styles.row} style={{ height }}>
      <div role="gridcell" className={styles.when}>
        <time dateTime={new Date(row.at).toISOString()} title={exactly.format(row.at)}>
          {formatAgo(row.at)}
        </time>
        <small title={row.leafHash}>#{formatNumber(row.position)}</small>
      </div>
      <div role="gridcell" className={styles.what}>
        <p>
          <button type="button" className={styles.actor} dir="auto" title={actorOf(row)} onClick={() => onWish({ actor: row.actor })}>
            {actorOf(row)}
          </button>{" "}
          {before}
          {after !== null && (
            <>
              {place ? (
                <Link to={place} dir="auto" title={thing}>
                  {thing}
                </Link>
              ) : (
                <bdi title={thing}>{thing}</bdi>
              )}
              {after}
            </>
          )}
        </p>
        {project !== null && row.project !== null && (
          <Link to={`/projects/${row.project}`} className={styles.project} dir="auto" title={project}>
            {project}
          </Link>
        )}
      </div>
      <div role="gridcell" className={styles.where}>
        <span title={viaOf(row)}>{viaOf(row)}</span>
        {row.addressKnown && <small>{row.address ?? t("audit.address.gone")}</small>}
      </div>
    </div>
  );
}
