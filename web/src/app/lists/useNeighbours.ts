import { useQuery, useQueryClient, type QueryClient } from "@tanstack/react-query";
import { useLocation, useNavigate } from "react-router";
import { readState, spellState } from "./filter";
import type { OpenedFrom } from "./Listing";
import { pageQuery, pageSize, type Asked, type RowSource } from "./useRows";

export interface Neighbours<T> {
  /** Where this one stands in its list, if it was opened from there. */
  at: number | null;
  count: number | null;
  exact: boolean;
  previous: T | null;
  next: T | null;
  go: (to: T, at: number) => void;
  /** The list as it was, with its filter. */
  back: string;
}

async function rowAt<T>(client: QueryClient, source: RowSource<T>, asked: Asked, index: number) {
  if (index < 0) return { row: null, page: null };
  const page = await client.query({ ...pageQuery(source, asked, Math.floor(index / pageSize), client), staleTime: "static" });
  return { row: page.items[index % pageSize] ?? null, page };
}

/** What comes before and after something in the list that it was opened from, under the same filter and in the same order. */
export function useNeighbours<T extends { id: string; ordinal: number }>(
  source: RowSource<T>,
  current: { id: string; ordinal: number } | undefined,
  list: string,
  pathOf: (row: T) => string,
): Neighbours<T> {
  const client = useQueryClient();
  const navigate = useNavigate();
  const location = useLocation();
  const { filter, sort, ...rest } = readState(new URLSearchParams(location.search));
  const at = (location.state as OpenedFrom | null)?.at ?? null;
  const found = useQuery({
    queryKey: [...source.key, "around", filter, sort, current?.id, at],
    enabled: current !== undefined,
    staleTime: Infinity,
    queryFn: async ({ signal }) => {
      const asked = { filter, sort };
      const ordinal = current?.ordinal ?? 0;
      if (at !== null) {
        const here = await rowAt(client, source, asked, at);
        // The list may have changed since: then what is around is found by the ordinal.
        if (here.row?.id === current?.id) {
          const [before, after] = await Promise.all([rowAt(client, source, asked, at - 1), rowAt(client, source, asked, at + 1)]);
          return { previous: before.row, next: after.row, count: here.page?.count ?? null, exact: here.page?.exact ?? true, at };
        }
      }
      const beside = (order: string) => source.page({ filter, sort: order, after: String(ordinal), limit: 1, signal });
      const [before, after] = await Promise.all([beside("-ordinal"), beside("ordinal")]);
      return { previous: before.items[0] ?? null, next: after.items[0] ?? null, count: null, exact: true, at: null };
    },
  });
  const query = spellState({ filter, sort, ...rest });
  const tail = query ? `?${query}` : "";
  const around = found.data;

  return {
    at: around?.at ?? null,
    count: around?.count ?? null,
    exact: around?.exact ?? true,
    previous: around?.previous ?? null,
    next: around?.next ?? null,
    go: (to, index) =>
      void navigate(`${pathOf(to)}${tail}`, { replace: true, state: around?.at == null ? null : ({ at: index } satisfies OpenedFrom) }),
    back: `${list}${tail}`,
  };
}
