import { Eye } from "lucide-react";
import { useEffect, useRef, type KeyboardEvent } from "react";
import { fileName, thumbnailOf } from "@/app/lists/ItemFace";
import { formatFigure, formatNumber, t } from "@/app/messages";
import type { ListedReview } from "@/api/types";
import { stateColors } from "@/app/lists/states";
import { cx } from "@/ui/cx";
import { Pick } from "@/ui/Tabs";
import { Thumb } from "@/ui/Thumb";
import { VirtualRows, type Scrolled } from "@/ui/VirtualRows";
import styles from "./Queue.module.css";

export type QueueFilter = "" | "disputed" | "in_review";

interface QueueProps {
  rows: readonly ListedReview[];
  more: boolean;
  partOf: number;
  filter: QueueFilter;
  onFilter: (filter: QueueFilter) => void;
  open: string;
  onOpen: (taskId: string) => void;
  onMove: (by: 1 | -1) => void;
  onMore: () => void;
}

const rowHeight = 56;

/** What waits for a verdict, where most is to be gained first. */
export function Queue({ rows, more, partOf, filter, onFilter, open, onOpen, onMove, onMore }: QueueProps) {
  const list = useRef<Scrolled>(null);
  const at = rows.findIndex(({ taskId }) => taskId === open);
  const most = rows.reduce((high, { gain }) => Math.max(high, gain), 0);
  useEffect(() => {
    if (at >= 0) list.current?.reveal(at);
  }, [at]);

  const onKeyDown = (event: KeyboardEvent) => {
    const by = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : null;
    if (by === null || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    onMove(by);
  };

  return (
    <nav data-region className={styles.queue} aria-label={t("review.queue")} onKeyDown={onKeyDown}>
      <header className={styles.head}>
        <Pick
          label={t("review.filter")}
          value={filter}
          options={[
            { value: "", title: t("review.filter.all") },
            { value: "disputed", title: t("review.filter.disputed") },
            { value: "in_review", title: t("review.filter.in_review") },
          ]}
          onPick={onFilter}
        />
      </header>
      <div className={styles.list}>
        {rows.length === 0 ? (
          <p className={styles.none}>{t(filter === "" ? "review.none" : "review.noneFiltered")}</p>
        ) : (
          <VirtualRows
            ref={list}
            label={t("review.queue")}
            count={rows.length}
            rowCount={more ? -1 : rows.length}
            rowHeight={rowHeight}
            listKey={filter}
            onRange={({ last }) => {
              if (more && last >= rows.length - 5) onMore();
            }}
            renderRow={(index) => {
              const row = rows[index];
              return row ? (
                <Row key={row.taskId} row={row} index={index + 1} open={row.taskId === open} most={most} onOpen={onOpen} />
              ) : null;
            }}
          />
        )}
      </div>
      {partOf > 0 && <p className={styles.others}>{t("review.waitingElse", { n: partOf })}</p>}
    </nav>
  );
}

interface RowProps {
  row: ListedReview;
  index: number;
  open: boolean;
  most: number;
  onOpen: (taskId: string) => void;
}

function Row({ row, index, open, most, onOpen }: RowProps) {
  const { taskId, itemId, ordinal, externalId, text, image, state, stage, gain, answers, claimedBy } = row;
  const name = text || fileName(externalId);
  return (
    <div
      role="row"
      aria-rowindex={index}
      aria-selected={open}
      className={cx(styles.row, open && styles.open, claimedBy !== null && styles.claimed)}
      onClick={() => onOpen(taskId)}
    >
      {image && (
        <span role="gridcell" className={styles.thumb}>
          <Thumb src={thumbnailOf(itemId)} alt="" cover />
        </span>
      )}
      <span role="gridcell" className={styles.what}>
        <span className={styles.name} dir="auto" title={name}>
          {name}
        </span>
        <span className={styles.facts}>
          <span className={styles.dot} style={{ background: stateColors[state] }} aria-hidden="true" />
          <span className={styles.stage}>
            {[
              formatNumber(ordinal),
              state === "disputed" ? t("review.adjudication") : (stage ?? t("state.in_review")),
              claimedBy === null && t("review.answers", { n: answers }),
            ]
              .filter(Boolean)
              .join(" · ")}
          </span>
          {claimedBy && (
            <span className={styles.by} title={t("review.claimedBy", { name: claimedBy.name })}>
              <Eye size={12} aria-hidden="true" />
              <span dir="auto">{claimedBy.name}</span>
            </span>
          )}
        </span>
      </span>
      <span role="gridcell" className={styles.gain} title={t("review.gain", { n: formatFigure(gain) })}>
        {t("review.gainFigure", { n: gain >= 10 ? formatNumber(Math.round(gain)) : gain.toFixed(1) })}
        <span className={styles.bar} aria-hidden="true">
          <span style={{ width: `${most > 0 ? (100 * gain) / most : 0}%` }} />
        </span>
      </span>
    </div>
  );
}
