import { memo, useId, useState, type MouseEvent, type ReactNode, type Ref } from "react";
import { Link } from "react-router";
import { t } from "@/app/messages";
import { cx } from "./cx";
import type { RowActions } from "./DataTable";
import { SelectMark } from "./SelectMark";
import styles from "./TileGrid.module.css";
import type { Range } from "./virtual";
import { VirtualRows, type Scrolled } from "./VirtualRows";

interface TileGridProps<T> extends RowActions<T> {
  ref?: Ref<Scrolled>;
  label: string;
  listKey: string;
  count: number;
  exact: boolean;
  rowAt: (index: number) => T | undefined;
  active: number;
  /** How wide a tile is at least. */
  size: number;
  tile: (row: T) => ReactNode;
  caption: (row: T) => ReactNode;
  onRange: (range: Range) => void;
  /** How many stand beside each other, for moving up and down. */
  onColumns: (columns: number) => void;
  foot?: number;
  initialTop?: number;
  onTop?: (top: number) => void;
  late?: boolean;
}

const [gap, side, captionHeight] = [12, 24, 26];

export const columnsIn = (width: number, size: number) => Math.max(1, Math.floor((width - 2 * side + gap) / (size + gap)));

/** The same list as pictures and text cards, of any length. */
export function TileGrid<T>(props: TileGridProps<T>) {
  const { count, rowAt, active, size, onRange, onColumns } = props;
  const [width, setWidth] = useState(0);
  const id = useId();
  const columns = columnsIn(width, size);
  const cell = width > 0 ? (width - 2 * side - gap * (columns - 1)) / columns : size;
  const height = Math.round(cell * 0.75) + captionHeight;
  return (
    <div className={cx(styles.frame, props.late && styles.late)}>
      <VirtualRows
        ref={props.ref}
        label={props.label}
        listKey={`${props.listKey} ${columns}`}
        count={width > 0 ? Math.ceil(count / columns) : 0}
        rowCount={props.exact ? Math.ceil(count / columns) : -1}
        columns={columns}
        rowHeight={height + gap}
        headHeight={0}
        active={active >= 0 ? `${id}-${active}` : undefined}
        onWidth={(next) => {
          setWidth(next);
          onColumns(columnsIn(next, size));
        }}
        onRange={({ first, last }) => onRange({ first: first * columns, last: Math.min(count, (last + 1) * columns) - 1 })}
        foot={props.foot ?? 0}
        {...(props.initialTop !== undefined && { initialTop: props.initialTop })}
        {...(props.onTop && { onTop: props.onTop })}
        renderRow={(line) => (
          <div
            key={line}
            role="row"
            aria-rowindex={line + 1}
            className={styles.line}
            style={{ gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))`, height: height + gap }}
          >
            {Array.from({ length: Math.min(columns, count - line * columns) }, (_, at) => {
              const index = line * columns + at;
              const row = rowAt(index);
              return (
                <Tile
                  key={index}
                  id={`${id}-${index}`}
                  index={index}
                  row={row}
                  active={index === active}
                  selected={row !== undefined && props.isSelected ? props.isSelected(row) : null}
                  to={row === undefined ? "" : props.to(row)}
                  name={row === undefined ? "" : props.nameOf(row)}
                  tile={props.tile as (row: unknown) => ReactNode}
                  caption={props.caption as (row: unknown) => ReactNode}
                  stateOf={props.stateOf}
                  onSelect={props.onSelect}
                  onActive={props.onActive}
                />
              );
            })}
          </div>
        )}
      />
    </div>
  );
}

interface TileProps {
  id: string;
  index: number;
  row: unknown;
  active: boolean;
  selected: boolean | null;
  to: string;
  name: string;
  tile: (row: unknown) => ReactNode;
  caption: (row: unknown) => ReactNode;
  stateOf: ((index: number) => unknown) | undefined;
  onSelect: (index: number, how: "toggle" | "range") => void;
  onActive: (index: number) => void;
}

const Tile = memo(function Tile(props: TileProps) {
  const { id, index, row, active, selected, to, name, tile, caption, stateOf, onSelect, onActive } = props;
  const onClick = (event: MouseEvent) => {
    onActive(index);
    if (selected === null || !event.shiftKey) return;
    event.preventDefault();
    onSelect(index, "range");
  };
  return (
    <div
      id={id}
      role="gridcell"
      aria-selected={selected ?? undefined}
      aria-label={row === undefined ? t("lists.loadingRow", { n: index + 1 }) : undefined}
      className={cx(styles.tile, active && styles.active, selected === true && styles.selected)}
      onClickCapture={onClick}
    >
      {row !== undefined && (
        <>
          <div className={styles.picture}>
            {tile(row)}
            {selected !== null && (
              <span className={cx(styles.mark, selected && styles.on)}>
                <SelectMark
                  quiet
                  label={t("lists.selectRow", { name })}
                  on={selected}
                  onToggle={(range) => {
                    if (!range) onSelect(index, "toggle");
                  }}
                />
              </span>
            )}
          </div>
          <div className={styles.caption}>
            <Link to={to} state={stateOf?.(index)} className={styles.link} tabIndex={-1}>
              {caption(row)}
            </Link>
          </div>
        </>
      )}
    </div>
  );
});
