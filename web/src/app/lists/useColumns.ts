import { useCallback, useMemo } from "react";
import type { Column } from "@/ui/DataTable";
import { usePreference } from "../preference";
import type { SavedView } from "./calls";

type Kept = Readonly<Record<string, readonly string[]>>;

/** Which columns a list shows: those of its view, or what this browser was told for it. */
export function useColumns<T>(on: string, columns: readonly Column<T>[], view: SavedView | undefined) {
  const [kept, keep] = usePreference<Kept>(`columns.${on}`, {});
  const place = view?.id ?? "";
  const own = kept[place];
  const standard = useMemo(() => {
    const known = view?.columns.filter((id) => columns.some((column) => column.id === id)) ?? [];
    return known.length > 0 ? known : columns.filter(({ extra }) => !extra).map(({ id }) => id);
  }, [columns, view]);
  const ids = own ?? standard;
  const shown = useMemo(() => columns.filter((column, at) => at === 0 || ids.includes(column.id)), [columns, ids]);
  const set = useCallback(
    (next: readonly string[] | null) => {
      const others = Object.entries(kept).filter(([name]) => name !== place);
      keep(Object.fromEntries(next ? [...others, [place, next]] : others));
    },
    [keep, kept, place],
  );
  return { shown, ids, set, changed: own !== undefined && own.join() !== standard.join() };
}
