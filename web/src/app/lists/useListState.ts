import { useCallback, useMemo } from "react";
import { useLocation, useNavigate } from "react-router";
import { readState, spellState, type ListState } from "./filter";

const own = new Set(["f", "sort", "layout", "view"]);

/** A list's filter, order, layout and view, which live in the address: a step back undoes the last change. */
export function useListState(): [ListState, (next: ListState, replace?: boolean) => void] {
  const { search } = useLocation();
  const navigate = useNavigate();
  const state = useMemo(() => readState(new URLSearchParams(search)), [search]);
  const set = useCallback(
    (next: ListState, replace = false) => {
      // What else the address says belongs to the page around the list.
      const others = new URLSearchParams([...new URLSearchParams(search)].filter(([name]) => !own.has(name))).toString();
      // At once: the next change starts from this one, and somebody quick would otherwise undo it.
      void navigate({ search: [spellState(next), others].filter(Boolean).join("&") }, { replace, flushSync: true });
    },
    [navigate, search],
  );
  return [state, set];
}
