import { ArrowDownUp, Columns3, LayoutGrid, PanelRight, Rows3 } from "lucide-react";
import { Button, IconButton } from "@/ui/Button";
import type { Column } from "@/ui/DataTable";
import { CheckField } from "@/ui/Field";
import { Popover } from "@/ui/Popover";
import { t } from "../messages";
import styles from "./DisplayControls.module.css";
import { turn, type Layout, type ListState } from "./filter";
import type { ListField } from "@/api/types";

interface DisplayControlsProps<T> {
  state: ListState;
  fields: readonly ListField[];
  columns: readonly Column<T>[];
  shown: readonly string[];
  tileSize: number;
  preview: boolean;
  onState: (state: ListState) => void;
  onColumns: (shown: readonly string[] | null) => void;
  onTileSize: (size: number) => void;
  onPreview: () => void;
}

export const tileSizes = { least: 120, most: 360 };

/** How a list is shown: its order, its columns, as a table or as pictures, with a preview or without. */
export function DisplayControls<T>(props: DisplayControlsProps<T>) {
  const { state, fields, columns, shown, tileSize, preview, onState, onColumns, onTileSize, onPreview } = props;
  const setLayout = (layout: Layout) => onState({ ...state, layout });
  return (
    <>
      {state.layout === "grid" && (
        <input
          type="range"
          className={styles.size}
          aria-label={t("lists.tileSize")}
          min={tileSizes.least}
          max={tileSizes.most}
          step={20}
          value={tileSize}
          onChange={(event) => onTileSize(Number(event.target.value))}
        />
      )}
      <SortMenu state={state} fields={fields} onState={onState} />
      {state.layout === "table" && (
        <Popover
          label={t("lists.columns")}
          align="end"
          className={styles.control}
          trigger={
            <>
              <Columns3 size={14} aria-hidden="true" />
              {t("lists.columns")}
            </>
          }
        >
          {() => (
            <div className={styles.columns}>
              {columns.map((column, at) => (
                <CheckField
                  key={column.id}
                  label={column.title}
                  // The first one is what a row is opened by.
                  disabled={at === 0}
                  checked={shown.includes(column.id)}
                  onChange={(event) =>
                    onColumns(
                      columns.filter(({ id }) => (id === column.id ? event.target.checked : shown.includes(id))).map(({ id }) => id),
                    )
                  }
                />
              ))}
              <Button small kind="quiet" onClick={() => onColumns(null)}>
                {t("lists.standard")}
              </Button>
            </div>
          )}
        </Popover>
      )}
      <div role="group" aria-label={t("lists.layout")} className={styles.pair}>
        <IconButton label={t("lists.table")} keys="V" aria-pressed={state.layout === "table"} onClick={() => setLayout("table")}>
          <Rows3 size={16} />
        </IconButton>
        <IconButton label={t("lists.grid")} keys="V" aria-pressed={state.layout === "grid"} onClick={() => setLayout("grid")}>
          <LayoutGrid size={16} />
        </IconButton>
      </div>
      <IconButton label={t("lists.preview")} keys="Space" aria-pressed={preview} onClick={onPreview} className={styles.toggle}>
        <PanelRight size={16} />
      </IconButton>
    </>
  );
}

function SortMenu({ state, fields, onState }: { state: ListState; fields: readonly ListField[]; onState: (state: ListState) => void }) {
  const down = state.sort.startsWith("-");
  const ruling = state.sort.replace(/^-/, "");
  const sortable = [
    { name: "ordinal", title: t("tasks.ordinal"), kind: "ordinal" },
    ...fields.filter((field) => field.sortable && field.name !== "ordinal"),
  ];
  const title = sortable.find(({ name }) => name === ruling)?.title ?? ruling;
  return (
    <Popover
      label={t("lists.sort")}
      align="end"
      className={styles.control}
      trigger={
        <>
          <ArrowDownUp size={14} aria-hidden="true" />
          {t("lists.sorted", { field: title })}
        </>
      }
    >
      {() => (
        <div className={styles.columns} role="radiogroup" aria-label={t("lists.sort")}>
          {sortable.map(({ name, title: each, kind }) => (
            <button
              key={name}
              type="button"
              role="radio"
              aria-checked={name === ruling}
              className={styles.order}
              onClick={() => onState({ ...state, sort: turn(state.sort, name, kind === "number" || kind === "time") })}
            >
              <span>{each}</span>
              {name === ruling && <small>{t(down ? "lists.downwards" : "lists.upwards")}</small>}
            </button>
          ))}
        </div>
      )}
    </Popover>
  );
}
