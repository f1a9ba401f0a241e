import { useQuery } from "@tanstack/react-query";
import { SearchX } from "lucide-react";
import { useCallback, useEffect, useMemo, useRef, useState, type ReactNode } from "react";
import { NavigationType, useLocation, useNavigate, useNavigationType } from "react-router";
import { Button } from "@/ui/Button";
import { DataTable, type Column } from "@/ui/DataTable";
import { Empty } from "@/ui/Empty";
import { Failure } from "@/ui/Notice";
import { Skeleton } from "@/ui/Skeleton";
import { TileGrid } from "@/ui/TileGrid";
import type { Scrolled } from "@/ui/VirtualRows";
import { formatNumber, t } from "../messages";
import { usePreference } from "../preference";
import { BulkBar, type Said } from "./BulkBar";
import { viewsQuery, type Chosen, type ListPlace } from "./calls";
import { DisplayControls } from "./DisplayControls";
import { FilterBar } from "./FilterBar";
import { spellState, turn, type Filter, type ListState } from "./filter";
import styles from "./Listing.module.css";
import { PreviewPane } from "./PreviewPane";
import { sentenceOf } from "./sentence";
import { useFields, useRows, type RowSource } from "./useRows";
import { useColumns } from "./useColumns";
import { useListKeys } from "./useListKeys";
import { useListState } from "./useListState";
import { useSelection } from "./useSelection";
import { ViewTabs } from "./ViewTabs";
import type { ListField } from "@/api/types";

/** What actions on selected rows get to know. */
export interface Acting {
  chosen: Chosen;
  n: number;
  fields: readonly ListField[];
  done: (said: Said) => void;
}

interface ListingProps<T> {
  on: ListPlace;
  source: RowSource<T>;
  /** What the rows are called, many of them: "items". */
  what: string;
  columns: readonly Column<T>[];
  keyOf: (row: T) => string;
  nameOf: (row: T) => string;
  pathOf: (row: T) => string;
  tile: (row: T) => ReactNode;
  caption: (row: T) => ReactNode;
  preview: (row: T) => ReactNode;
  /** Null for those who may only look. */
  actions: ((acting: Acting) => ReactNode) | null;
  /** What a list that never had a row says. */
  empty: ReactNode;
  rowHeight?: number;
}

/** What the history keeps beside an address that was opened from a list. */
export interface OpenedFrom {
  at: number;
}

interface Stand {
  top: number;
  active: number;
}
/** Where each list stood, for whoever comes back to it. */
const stands = new Map<string, Stand>();

/** A list of any length: filter, order, views, table and grid, selection, preview; all of it by key as well. */
export function Listing<T>(props: ListingProps<T>) {
  const { on, source, what, keyOf, nameOf, actions } = props;
  const [state, setState] = useListState();
  const view = useQuery(viewsQuery(on)).data?.find(({ id }) => id === state.view);
  const rows = useRows(
    source,
    useMemo(() => ({ filter: state.filter, sort: state.sort }), [state.filter, state.sort]),
  );
  const fields = useFields(source, state.filter);
  const columns = useColumns(on, props.columns, view);
  const selection = useSelection(source, rows, keyOf);
  const [tileSize, setTileSize] = usePreference("list.tileSize", 180);
  const [preview, setPreview] = usePreference(`list.preview.${on.split(":")[0] ?? ""}`, false);
  const [said, setSaid] = useState<Said | null>(null);
  const [lineUp, setLineUp] = useState(1);
  const navigate = useNavigate();
  const location = useLocation();
  const input = useRef<HTMLInputElement>(null);
  const grid = useRef<Scrolled>(null);

  const asShown = { ...state, filter: rows.shown.filter, sort: rows.shown.sort, view: null };
  const listKey = `${on} ${spellState(asShown)}`;
  // A row stays the active one when table and grid change places.
  const rowsKey = `${on} ${spellState({ ...asShown, layout: "table" })}`;
  const back = useNavigationType() === NavigationType.Pop || (location.state as { back?: boolean } | null)?.back === true;
  const [stand] = useState(() => (back ? stands.get(listKey) : undefined));
  const [moved, setMoved] = useState({ rowsKey, active: stand?.active ?? -1 });
  const active = moved.rowsKey === rowsKey ? Math.min(moved.active, rows.count - 1) : -1;
  const activeRow = rows.rowAt(active);
  const search = spellState(state);

  const setActive = useCallback(
    (index: number) => {
      setMoved({ rowsKey, active: index });
      stands.set(listKey, { top: stands.get(listKey)?.top ?? 0, active: index });
    },
    [listKey, rowsKey],
  );
  const onTop = useCallback((top: number) => stands.set(listKey, { active: stands.get(listKey)?.active ?? -1, top }), [listKey]);
  const { pathOf } = props;
  const to = useCallback((row: T) => (search ? `${pathOf(row)}?${search}` : pathOf(row)), [pathOf, search]);
  const stateOf = useCallback((index: number): OpenedFrom => ({ at: index }), []);
  const onFilter = (filter: Filter, again: boolean) => setState({ ...state, filter }, again);
  const perLine = state.layout === "grid" ? lineUp : 1;
  const laidOut = `${state.layout} ${perLine}`;
  const laidOutBefore = useRef(laidOut);
  useEffect(() => {
    if (laidOutBefore.current !== laidOut && active >= 0) grid.current?.reveal(Math.floor(active / perLine));
    laidOutBefore.current = laidOut;
  }, [laidOut, active, perLine]);

  useListKeys({
    count: rows.count,
    columns: perLine,
    fitting: () => grid.current?.fitting() ?? 1,
    active,
    move: (index, extend) => {
      if (extend && active >= 0) {
        if (activeRow !== undefined && !selection.has(activeRow)) selection.pick(active, "toggle");
        selection.pick(index, "range");
      }
      setActive(index);
      grid.current?.reveal(Math.floor(index / perLine));
      grid.current?.focus();
    },
    open: () => {
      if (activeRow !== undefined) void navigate(to(activeRow), { state: stateOf(active) });
    },
    select: actions ? () => selection.pick(active, "toggle") : null,
    selectAll: selection.all,
    preview: () => setPreview(!preview),
    layout: () => setState({ ...state, layout: state.layout === "table" ? "grid" : "table" }),
    filter: () => input.current?.focus(),
    canEscape: selection.size > 0 || preview,
    escape: () => (selection.size > 0 ? selection.clear() : setPreview(false)),
  });

  const done = (next: Said) => {
    setSaid(next);
    selection.clear();
  };
  const shared = {
    ref: grid,
    label: what,
    listKey,
    count: rows.count,
    exact: rows.exact,
    rowAt: rows.rowAt,
    active,
    keyOf,
    nameOf,
    to,
    stateOf,
    isSelected: actions ? selection.has : null,
    onSelect: selection.pick,
    onActive: setActive,
    onRange: rows.look,
    onTop,
    late: rows.late,
    // The bar of actions lies over the foot of the list.
    foot: selection.size > 0 ? 72 : 0,
    ...(stand && { initialTop: stand.top }),
  };
  const none = !rows.pending && rows.count === 0 && !rows.error;
  const filtered = rows.shown.filter.length > 0;

  return (
    <div className={styles.list}>
      {(!none || filtered) && (
        <>
          <ViewTabs
            on={on}
            what={what}
            state={state}
            columns={columns.ids}
            columnsChanged={columns.changed}
            mayWrite={actions !== null}
            onState={(next: ListState) => setState(next)}
            onSaid={(text) => setSaid({ text })}
            onColumns={() => columns.set(null)}
          >
            <DisplayControls
              state={state}
              fields={fields}
              columns={props.columns}
              shown={columns.ids}
              tileSize={tileSize}
              preview={preview}
              onState={setState}
              onColumns={columns.set}
              onTileSize={setTileSize}
              onPreview={() => setPreview(!preview)}
            />
          </ViewTabs>
          <FilterBar what={what} filter={state.filter} fields={fields} onChange={onFilter} input={input}>
            <span className={styles.count} role="status">
              {!rows.pending && (rows.exact ? formatNumber(rows.count) : t("lists.about", { n: rows.count }))} {!rows.pending && what}
            </span>
          </FilterBar>
        </>
      )}
      {rows.error && (
        <div className={styles.problem}>
          <Failure error={rows.error} onRetry={rows.retry} />
          {filtered && <Button onClick={() => onFilter([], false)}>{t("lists.clearFilters")}</Button>}
        </div>
      )}
      {rows.pending && !rows.error && (
        <div className={styles.pad}>
          <Skeleton rows={14} height={36} />
        </div>
      )}
      {none && filtered && (
        <Empty
          icon={<SearchX size={20} />}
          title={t("lists.none")}
          action={<Button onClick={() => onFilter([], false)}>{t("lists.clearFilters")}</Button>}
        >
          {t("lists.noneLead", { sentence: sentenceOf(what, rows.shown.filter, fields) })}
        </Empty>
      )}
      {none && !filtered && props.empty}
      {rows.count > 0 && (
        <div className={styles.split}>
          {state.layout === "table" ? (
            <DataTable
              {...shared}
              columns={columns.shown}
              rowHeight={props.rowHeight ?? 36}
              selected={selection.isAll || (selection.size > 0 && "mixed")}
              onSelectAll={() => (selection.size > 0 ? selection.clear() : selection.all())}
              sort={state.sort}
              onSort={(field, firstDown) => setState({ ...state, sort: turn(state.sort, field, firstDown) })}
            />
          ) : (
            <TileGrid {...shared} size={tileSize} tile={props.tile} caption={props.caption} onColumns={setLineUp} />
          )}
          {preview && (
            <PreviewPane to={activeRow === undefined ? null : to(activeRow)} state={stateOf(active)} onClose={() => setPreview(false)}>
              {activeRow === undefined ? null : props.preview(activeRow)}
            </PreviewPane>
          )}
        </div>
      )}
      <BulkBar
        n={selection.size}
        all={rows.count}
        exact={rows.exact}
        isAll={selection.isAll}
        problem={selection.problem}
        said={said}
        onAll={selection.all}
        onClear={selection.clear}
        onSaid={setSaid}
      >
        {actions?.({ chosen: selection.chosen, n: selection.size, fields, done })}
      </BulkBar>
    </div>
  );
}
