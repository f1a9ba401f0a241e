import { ArrowDown, ArrowUp } from "lucide-react";
import { memo, useId, type MouseEvent, type ReactNode, type Ref } from "react";
import { Link } from "react-router";
import { t } from "@/app/messages";
import { cx } from "./cx";
import styles from "./DataTable.module.css";
import { SelectMark } from "./SelectMark";
import type { Range } from "./virtual";
import { VirtualRows, type Scrolled } from "./VirtualRows";

export interface Column<T> {
  id: string;
  title: string;
  /** Pixels; the column that takes what is left says how few it can do with. */
  width: number;
  grows?: boolean;
  number?: boolean;
  /** The field that its heading sorts by. */
  sort?: string;
  /** Not shown until somebody asks for it. */
  extra?: boolean;
  render: (row: T) => ReactNode;
}

/** How a row of any list is shown as selected, opened and moved to. */
export interface RowActions<T> {
  keyOf: (row: T) => string;
  nameOf: (row: T) => string;
  to: (row: T) => string;
  /** Kept in the browser's history beside the address of what is opened. */
  stateOf?: ((index: number) => unknown) | undefined;
  /** Null where nothing can be selected. */
  isSelected: ((row: T) => boolean) | null;
  onSelect: (index: number, how: "toggle" | "range") => void;
  onActive: (index: number) => void;
}

interface DataTableProps<T> extends RowActions<T> {
  ref?: Ref<Scrolled>;
  label: string;
  listKey: string;
  columns: readonly Column<T>[];
  count: number;
  exact: boolean;
  rowAt: (index: number) => T | undefined;
  active: number;
  rowHeight?: number;
  /** All, some or none of what matches. */
  selected?: boolean | "mixed";
  onSelectAll?: (() => void) | undefined;
  sort: string;
  onSort: (field: string, firstDown: boolean) => void;
  onRange: (range: Range) => void;
  foot?: number;
  initialTop?: number;
  onTop?: (top: number) => void;
  late?: boolean;
}

const headHeight = 32;
const markWidth = 36;
const [gap, side] = [16, 24];

/** A table of any length that is worked with by pointer or keys alone. */
export function DataTable<T>(props: DataTableProps<T>) {
  const { columns, count, exact, rowAt, active, rowHeight = 36, selected, onSelectAll, sort, onSort, late } = props;
  const id = useId();
  const marks = props.isSelected !== null;
  const tracks = columns.map(({ width, grows }) => (grows ? `minmax(${width}px, 1fr)` : `${width}px`));
  // Where no column grows, the last place takes what is left over.
  const rest = columns.some(({ grows }) => grows) ? [] : ["1fr"];
  const grid = [...(marks ? [`${markWidth - gap}px`] : []), ...tracks, ...rest].join(" ");
  const minWidth = columns.reduce((sum, { width }) => sum + width + gap, 2 * side + (marks ? markWidth : 0) - gap);
  const head = (
    <div role="row" aria-rowindex={1} className={styles.head} style={{ gridTemplateColumns: grid }}>
      {marks && (
        <div role="columnheader" className={styles.markCell}>
          <SelectMark label={t("lists.selectThese")} on={selected ?? false} onToggle={() => onSelectAll?.()} />
        </div>
      )}
      {columns.map((column) => (
        <Heading key={column.id} column={column} sort={sort} onSort={onSort} />
      ))}
    </div>
  );
  return (
    <div className={cx(styles.frame, late && styles.late)}>
      <VirtualRows
        ref={props.ref}
        label={props.label}
        listKey={props.listKey}
        count={count}
        rowCount={exact ? count + 1 : -1}
        columns={columns.length + (marks ? 1 : 0)}
        rowHeight={rowHeight}
        head={head}
        headHeight={headHeight}
        minWidth={minWidth}
        active={active >= 0 ? `${id}-${active}` : undefined}
        onRange={props.onRange}
        foot={props.foot ?? 0}
        {...(props.initialTop !== undefined && { initialTop: props.initialTop })}
        {...(props.onTop && { onTop: props.onTop })}
        renderRow={(index) => {
          const row = rowAt(index);
          return (
            <Row
              key={index}
              id={`${id}-${index}`}
              index={index}
              row={row}
              grid={grid}
              height={rowHeight}
              columns={columns as readonly Column<unknown>[]}
              active={index === active}
              selected={row !== undefined && props.isSelected ? props.isSelected(row) : null}
              to={row === undefined ? "" : props.to(row)}
              name={row === undefined ? "" : props.nameOf(row)}
              stateOf={props.stateOf}
              onSelect={props.onSelect}
              onActive={props.onActive}
            />
          );
        }}
      />
    </div>
  );
}

function Heading<T>({ column, sort, onSort }: { column: Column<T>; sort: string; onSort: DataTableProps<T>["onSort"] }) {
  const { title, number, sort: field } = column;
  const up = sort === field;
  const down = sort === `-${field ?? ""}`;
  return (
    <div
      role="columnheader"
      aria-sort={field === undefined ? undefined : up ? "ascending" : down ? "descending" : "none"}
      className={cx(styles.heading, number && styles.number)}
    >
      {field === undefined ? (
        title
      ) : (
        <button
          type="button"
          className={cx(styles.sort, (up || down) && styles.sorted)}
          title={t("lists.sortBy", { field: title })}
          onClick={() => onSort(field, number === true && field !== "ordinal")}
        >
          <span>{title}</span>
          {down ? (
            <ArrowDown size={12} aria-hidden="true" />
          ) : (
            <ArrowUp size={12} aria-hidden="true" className={up ? undefined : styles.unsorted} />
          )}
        </button>
      )}
    </div>
  );
}

interface RowProps {
  id: string;
  index: number;
  row: unknown;
  grid: string;
  height: number;
  columns: readonly Column<unknown>[];
  active: boolean;
  selected: boolean | null;
  to: string;
  name: string;
  stateOf: ((index: number) => unknown) | undefined;
  onSelect: (index: number, how: "toggle" | "range") => void;
  onActive: (index: number) => void;
}

const Row = memo(function Row({
  id,
  index,
  row,
  grid,
  height,
  columns,
  active,
  selected,
  to,
  name,
  stateOf,
  onSelect,
  onActive,
}: RowProps) {
  const onClick = (event: MouseEvent) => {
    onActive(index);
    if (selected === null || !event.shiftKey) return;
    event.preventDefault();
    onSelect(index, "range");
  };
  return (
    <div
      id={id}
      role="row"
      aria-rowindex={index + 2}
      aria-selected={selected ?? undefined}
      className={cx(styles.row, active && styles.active, selected === true && styles.selected)}
      style={{ gridTemplateColumns: grid, height }}
      onClickCapture={onClick}
    >
      {selected !== null && (
        <div role="gridcell" className={styles.markCell}>
          {row !== undefined && (
            <SelectMark
              quiet
              label={t("lists.selectRow", { name })}
              on={selected}
              onToggle={(range) => {
                if (!range) onSelect(index, "toggle");
              }}
            />
          )}
        </div>
      )}
      {columns.map((column, at) => (
        <div key={column.id} role="gridcell" className={cx(styles.cell, column.number && styles.number)}>
          {row === undefined ? (
            <span className={styles.coming} aria-label={at === 0 ? t("lists.loadingRow", { n: index + 1 }) : undefined} />
          ) : at === 0 ? (
            <Link to={to} state={stateOf?.(index)} className={styles.link} tabIndex={-1}>
              {column.render(row)}
            </Link>
          ) : (
            column.render(row)
          )}
        </div>
      ))}
    </div>
  );
});
