import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useRef, type KeyboardEvent, type ReactNode } from "react";
import { Link } from "react-router";
import { cx } from "./cx";
import styles from "./Table.module.css";

export interface Column<T> {
  id: string;
  title: string;
  /** A grid track, such as `80px` or `minmax(0, 1fr)`. */
  width: string;
  number?: boolean;
  render: (row: T) => ReactNode;
}

interface VirtualTableProps<T> {
  label: string;
  columns: readonly Column<T>[];
  rows: readonly T[];
  keyOf: (row: T) => string;
  /** Where a row leads; its link is in the first column. */
  to?: (row: T) => string;
  hasMore: boolean;
  onMore: () => void;
}

const rowHeight = 34;

/** A table of any length: only the rows in sight exist, more are fetched ahead of the eye. */
export function VirtualTable<T>({ label, columns, rows, keyOf, to, hasMore, onMore }: VirtualTableProps<T>) {
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 24,
  });
  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  const grid = { gridTemplateColumns: columns.map(({ width }) => width).join(" ") };

  useEffect(() => {
    if (hasMore && last >= rows.length - 60) onMore();
  }, [hasMore, last, rows.length, onMore]);

  const onKeyDown = (event: KeyboardEvent) => {
    const at = Number((event.target as HTMLElement).closest<HTMLElement>("[data-index]")?.dataset["index"] ?? NaN);
    const step = { ArrowDown: 1, ArrowUp: -1, j: 1, k: -1 }[event.key];
    if (!step || Number.isNaN(at)) return;
    event.preventDefault();
    const next = Math.min(rows.length - 1, Math.max(0, at + step));
    virtual.scrollToIndex(next);
    requestAnimationFrame(() => scroller.current?.querySelector<HTMLElement>(`[data-index="${next}"] a`)?.focus({ preventScroll: true }));
  };

  return (
    <div
      ref={scroller}
      className={styles.rows}
      tabIndex={to ? undefined : 0}
      role="table"
      aria-label={label}
      aria-rowcount={hasMore ? -1 : rows.length}
      onKeyDown={onKeyDown}
    >
      <div role="rowgroup">
        <div role="row" className={styles.head} style={grid}>
          {columns.map((column) => (
            <div key={column.id} role="columnheader" className={column.number ? styles.number : undefined}>
              {column.title}
            </div>
          ))}
        </div>
      </div>
      <div role="rowgroup" className={styles.body} style={{ height: virtual.getTotalSize() }}>
        {items.map(({ index, start }) => {
          const row = rows[index];
          if (row === undefined) return null;
          return (
            <div
              key={keyOf(row)}
              role="row"
              data-index={index}
              aria-rowindex={index + 1}
              className={styles.row}
              style={{ ...grid, transform: `translateY(${start}px)` }}
            >
              {columns.map((column, at) => (
                <div key={column.id} role="cell" className={cx(styles.cell, column.number && styles.number)}>
                  {at === 0 && to ? (
                    <Link to={to(row)} className={styles.link}>
                      {column.render(row)}
                    </Link>
                  ) : (
                    column.render(row)
                  )}
                </div>
              ))}
            </div>
          );
        })}
      </div>
    </div>
  );
}
