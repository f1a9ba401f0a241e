import {
  keepPreviousData,
  queryOptions,
  useQueries,
  useQuery,
  useQueryClient,
  type QueryClient,
  type QueryKey,
} from "@tanstack/react-query";
import { useCallback, useEffect, useRef, useState } from "react";
import { pagesOf, type Range } from "@/ui/virtual";
import type { Filter } from "./filter";
import type { ListField } from "@/api/types";

/** One page of a list, as every list of the API answers. */
export interface RowPage<T> {
  items: T[];
  next: string | null;
  count: number;
  exact: boolean;
}

export interface PageAsked {
  filter: Filter;
  sort: string;
  /** The cursor of the row before, or where there is none how many rows to pass over. */
  after?: string;
  skip?: number;
  limit: number;
  signal: AbortSignal;
}

/** Where a list's rows come from. */
export interface RowSource<T> {
  key: QueryKey;
  page: (asked: PageAsked) => Promise<RowPage<T>>;
  fields: (filter: Filter, signal: AbortSignal) => Promise<ListField[]>;
}

export interface Asked {
  filter: Filter;
  sort: string;
}

export const pageSize = 100;
/** Filters that nobody looks at any more keep their rows for a minute, the rest of the list likewise. */
const keptMs = 60_000;
const settleMs = 60;

/** One page by its place in the list: after the page before if that is known, otherwise by counting rows. */
export function pageQuery<T>(source: RowSource<T>, { filter, sort }: Asked, page: number, client: QueryClient) {
  const keyOf = (n: number) => [...source.key, "rows", filter, sort, n];
  return queryOptions({
    queryKey: keyOf(page),
    gcTime: keptMs,
    queryFn: async ({ signal }) => {
      const after = page === 0 ? null : await cursorOf(client, keyOf(page - 1));
      const place = page === 0 ? {} : after === null ? { skip: page * pageSize } : { after };
      return source.page({ filter, sort, limit: pageSize, signal, ...place });
    },
  });
}

/** Where a page ends; one that is on its way is waited for, because going on from there is cheaper than counting. */
async function cursorOf(client: QueryClient, queryKey: QueryKey): Promise<string | null> {
  const query = client.getQueryCache().find<{ next: string | null }>({ queryKey });
  const page = query?.state.data ?? (await query?.promise?.catch(() => undefined));
  return page?.next ?? null;
}

export interface Rows<T> {
  /** What is shown: the filter before, until the first rows of the next are there. */
  shown: Asked;
  /** How many rows there are, as far as is known. */
  count: number;
  exact: boolean;
  rowAt: (index: number) => T | undefined;
  look: (range: Range) => void;
  error: Error | null;
  retry: () => void;
  /** Nothing has come yet. */
  pending: boolean;
  /** The rows shown still are those of the filter before. */
  late: boolean;
}

/** The rows of a list in sight, whichever they are: each page is fetched when it comes near. */
export function useRows<T>(source: RowSource<T>, asked: Asked): Rows<T> {
  const client = useQueryClient();
  const first = useQuery(pageQuery(source, asked, 0, client));
  const [shown, setShown] = useState(asked);
  const [near, setNear] = useState<readonly number[]>([0]);
  const same = keyText(source, shown) === keyText(source, asked);
  if (!same && (first.data || first.error)) {
    setShown(asked);
    setNear([0]);
  }
  const current = same || first.data || first.error ? asked : shown;

  const latest = useRef(near);
  useEffect(() => {
    latest.current = near;
  });
  const wanted = near.includes(0) ? near : [0, ...near];
  const pages = useQueries({ queries: wanted.map((page) => pageQuery(source, current, page, client)) });
  const loaded = new Map(wanted.map((page, at) => [page, pages[at]?.data]));
  const head = loaded.get(0);

  // A count that says "about" is put right by whoever sees the end, or gets beyond it.
  const key = keyText(source, current);
  const [seen, setSeen] = useState<{ key: string; end: number; whole: boolean } | null>(null);
  const known = seen?.key === key ? seen : null;
  const ends = [...loaded].flatMap(([page, data]) =>
    data && (data.items.length > 0 || page === 0) ? [{ end: page * pageSize + data.items.length, whole: data.next === null }] : [],
  );
  const end = ends.find(({ whole }) => whole) ?? ends.findLast(({ end: at }) => at >= (known?.end ?? head?.count ?? 0));
  if (head?.exact === false && end && (end.end !== known?.end || end.whole !== known.whole) && (end.whole || !known?.whole))
    setSeen({ key, ...end });
  const exact = head?.exact !== false || known?.whole === true;
  const count = head?.exact !== false || !known ? (head?.count ?? 0) : known.whole ? known.end : Math.max(head.count, known.end + pageSize);

  const settle = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(settle.current), []);
  const look = useCallback((range: Range) => {
    const next = pagesOf({ first: Math.max(0, range.first - pageSize), last: range.last + pageSize }, pageSize);
    if (next.length === 0) return;
    clearTimeout(settle.current);
    const go = () => setNear((before) => (before.join() === next.join() ? before : next));
    // Rows that fly past while the bar is dragged aren't asked for.
    if (next.some((page) => latest.current.includes(page))) go();
    else settle.current = setTimeout(go, settleMs);
  }, []);

  const failed = pages.find(({ error, data }) => error && !data);
  return {
    shown: current,
    count,
    exact,
    rowAt: (index) => loaded.get(Math.floor(index / pageSize))?.items[index % pageSize],
    look,
    error: first.error ?? failed?.error ?? null,
    retry: () => void client.refetchQueries({ queryKey: source.key, type: "active" }),
    pending: head === undefined,
    late: !same && first.isPending,
  };
}

const keyText = <T>(source: RowSource<T>, asked: Asked) => JSON.stringify([source.key, asked.filter, asked.sort]);

/** What the list can be narrowed by, with counts under the rest of the filter. */
export function useFields<T>(source: RowSource<T>, filter: Filter): readonly ListField[] {
  const fields = useQuery({
    queryKey: [...source.key, "fields", filter],
    queryFn: ({ signal }) => source.fields(filter, signal),
    placeholderData: keepPreviousData,
    staleTime: 30_000,
  });
  return fields.data ?? none;
}

const none: readonly ListField[] = [];

/** The rows between two places, fetched where they aren't there yet. */
export async function rowsBetween<T>(client: QueryClient, source: RowSource<T>, asked: Asked, range: Range): Promise<T[]> {
  const pages = pagesOf(range, pageSize);
  const rows: T[] = [];
  for (const page of pages) {
    const { items } = await client.query({ ...pageQuery(source, asked, page, client), staleTime: "static" });
    rows.push(...items.filter((_, at) => page * pageSize + at >= range.first && page * pageSize + at <= range.last));
  }
  return rows;
}
