import { useInfiniteQuery } from "@tanstack/react-query";
import { Handshake } from "lucide-react";
import { Link } from "react-router";
import { thumbnailOf } from "@/app/lists/ItemFace";
import { formatFigure, formatNumber, t } from "@/app/messages";
import { disagreementsQuery } from "@/api/queries";
import type { Disagreement, GetProjectResponse } from "@/api/types";
import { Button } from "@/ui/Button";
import { classColor } from "@/ui/classColor";
import { Empty } from "@/ui/Empty";
import { Failure } from "@/ui/Notice";
import { Skeleton } from "@/ui/Skeleton";
import { Thumb } from "@/ui/Thumb";
import styles from "./Disagreements.module.css";
import { placeOf, questionOf, showAnswer } from "./values";

/** The tasks whose answers differ, the least certain on top, each with its votes. */
export function Disagreements({ project, question }: { project: GetProjectResponse; question: string }) {
  const list = useInfiniteQuery(disagreementsQuery(project.id, question));
  const rows = list.data?.pages.flatMap(({ items }) => items) ?? [];
  if (list.error) return <Failure error={list.error} onRetry={() => void list.refetch()} />;
  if (list.isPending) return <Skeleton rows={5} height={44} />;
  if (rows.length === 0) {
    return (
      <Empty icon={<Handshake size={20} />} title={t("quality.disagreementsNone")}>
        {t("quality.disagreementsNoneLead")}
      </Empty>
    );
  }
  return (
    <>
      <ol className={styles.list}>
        {rows.map((row) => (
          <Row key={`${row.taskId} ${row.question}`} row={row} project={project} />
        ))}
      </ol>
      {list.hasNextPage && (
        <Button kind="quiet" onClick={() => void list.fetchNextPage()}>
          {t("ui.more")}
        </Button>
      )}
    </>
  );
}

function Row({ row, project }: { row: Disagreement; project: GetProjectResponse }) {
  const question = questionOf(project.ontology, row.question);
  const camps = [...new Set(row.votes.map(({ value }) => JSON.stringify(value)))]
    .map((key) => ({ key, votes: row.votes.filter(({ value }) => JSON.stringify(value) === key) }))
    .map(({ key, votes }) => ({ key, label: votes[0]?.value ?? null, authors: votes.map(({ author }) => author) }))
    .sort((a, b) => b.authors.length - a.authors.length);
  return (
    <li className={styles.row}>
      <span className={styles.number}>{formatNumber(row.ordinal)}</span>
      <Link to={`/projects/${project.id}/tasks/${row.taskId}`} className={styles.text} dir="auto">
        {row.image ? (
          <>
            <span className={styles.picture}>
              <Thumb src={thumbnailOf(row.itemId)} alt="" cover />
            </span>{" "}
            {t("image.sized", { width: String(row.image.width), height: String(row.image.height) })}
          </>
        ) : (
          row.text
        )}
      </Link>
      <span className={styles.votes}>
        {camps.map(({ key, label, authors }) => (
          <span key={key} className={styles.vote} title={authors.join(", ")}>
            <span className={styles.swatch} style={{ background: classColor(placeOf(question, label)) }} aria-hidden="true" />
            <span dir="auto">{showAnswer(question, label)}</span>
            <b>{authors.length}</b>
          </span>
        ))}
      </span>
      <span className={row.tied ? styles.tie : styles.value}>{row.tied ? t("quality.tie") : showAnswer(question, row.value)}</span>
      <span className={styles.confidence}>{formatFigure(row.confidence)}</span>
    </li>
  );
}
