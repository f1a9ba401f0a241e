import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useRef, useState } from "react";
import { between, everything, isSelected, nothing, select, sizeOf, toggle, type Selection } from "@/ui/selection";
import { t } from "../messages";
import type { Chosen } from "./calls";
import { rowsBetween, type RowSource, type Rows } from "./useRows";

/** More than anybody picks by hand, and no more than a call can name. */
export const longestRange = 5_000;

export interface Selecting<T> {
  size: number;
  isAll: boolean;
  has: (row: T) => boolean;
  pick: (index: number, how: "toggle" | "range") => void;
  all: () => void;
  clear: () => void;
  chosen: Chosen;
  problem: string;
}

/** Which rows are selected; it begins anew when the filter changes, because it is about what one sees. */
export function useSelection<T>(source: RowSource<T>, rows: Rows<T>, keyOf: (row: T) => string): Selecting<T> {
  const client = useQueryClient();
  const [selection, setSelection] = useState<Selection>(nothing);
  const [problem, setProblem] = useState("");
  const anchor = useRef(-1);
  const filter = JSON.stringify([source.key, rows.shown.filter]);
  const [under, setUnder] = useState(filter);
  if (under !== filter) {
    setUnder(filter);
    setSelection(nothing);
    setProblem("");
  }
  const latest = useRef({ rows, selection });
  useEffect(() => {
    latest.current = { rows, selection };
  });

  const pick = useCallback(
    (index: number, how: "toggle" | "range") => {
      const { rows: now, selection: before } = latest.current;
      const row = now.rowAt(index);
      setProblem("");
      if (how === "toggle" || anchor.current < 0) {
        anchor.current = index;
        if (row !== undefined) setSelection(toggle(before, keyOf(row)));
        return;
      }
      const range = between(anchor.current, index);
      if (range.last - range.first >= longestRange) {
        setProblem(t("lists.rangeTooLong", { n: longestRange }));
        return;
      }
      anchor.current = index;
      void rowsBetween(client, source, now.shown, range).then((found) => setSelection((here) => select(here, found.map(keyOf), true)));
    },
    [client, source, keyOf],
  );

  return {
    size: sizeOf(selection, rows.count),
    isAll: selection.all && selection.except.size === 0,
    has: (row) => isSelected(selection, keyOf(row)),
    pick,
    all: () => setSelection(everything),
    clear: useCallback(() => {
      setSelection(nothing);
      setProblem("");
    }, []),
    chosen: selection.all
      ? { filter: rows.shown.filter, ...(selection.except.size > 0 && { except: [...selection.except] }) }
      : { ids: [...selection.ids] },
    problem,
  };
}
