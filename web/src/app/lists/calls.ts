import type { QueryClient } from "@tanstack/react-query";
import { queryOptions } from "@tanstack/react-query";
import type { Filter, Layout } from "./filter";
import type { PageAsked, RowSource } from "./useRows";
import { rest, type ItemPage, type ItemRow, type ListField, type RowPage, type SavedView, type TaskRow } from "./wire";

const listQuery = ({ filter, sort, after, skip, limit }: PageAsked) => {
  const query = new URLSearchParams({ limit: String(limit) });
  if (filter.length > 0) query.set("filter", JSON.stringify(filter));
  if (sort !== "ordinal") query.set("sort", sort);
  if (after !== undefined) query.set("after", after);
  if (skip !== undefined) query.set("skip", String(skip));
  return query.toString();
};
const fieldsQuery = (filter: Filter) => (filter.length > 0 ? `?${new URLSearchParams({ filter: JSON.stringify(filter) })}` : "");

export const itemSource = (datasetId: string): RowSource<ItemRow> => ({
  key: ["dataset", datasetId, "list"],
  page: (asked) => rest<RowPage<ItemRow>>("GET", `datasets/${datasetId}/items?${listQuery(asked)}`, undefined, asked.signal),
  fields: async (filter, signal) =>
    (await rest<{ fields: ListField[] }>("GET", `datasets/${datasetId}/items/fields${fieldsQuery(filter)}`, undefined, signal)).fields,
});

export const taskSource = (projectId: string): RowSource<TaskRow> => ({
  key: ["project", projectId, "list"],
  page: (asked) => rest<RowPage<TaskRow>>("GET", `projects/${projectId}/tasks?${listQuery(asked)}`, undefined, asked.signal),
  fields: async (filter, signal) =>
    (await rest<{ fields: ListField[] }>("GET", `projects/${projectId}/tasks/fields${fieldsQuery(filter)}`, undefined, signal)).fields,
});

/** What a list's views belong to. */
export type ListPlace = `project:${string}` | `dataset:${string}`;

export const viewsQuery = (on: ListPlace) =>
  queryOptions({
    queryKey: ["views", on],
    queryFn: async () => (await rest<{ items: SavedView[] }>("GET", `views?on=${encodeURIComponent(on)}`)).items,
    staleTime: 60_000,
  });

export interface ViewWritten {
  on: ListPlace;
  name: string;
  filter: Filter;
  sort: string;
  layout: Layout;
  columns: readonly string[];
}
export const saveView = (view: ViewWritten) => rest<{ id: string }>("POST", "views", view);
export const deleteView = (id: string) => rest<null>("DELETE", `views/${id}`);

/** Which rows a change is for. */
export type Chosen = { ids: readonly string[] } | { filter: Filter; except?: readonly string[] };
export interface ItemChange {
  tag?: string;
  untag?: string;
  split?: string;
  delete?: true;
}
export interface TaskChange {
  batch?: string;
  priority?: number;
  cancel?: true;
  reopen?: true;
}
export const changeItems = (datasetId: string, chosen: Chosen, change: ItemChange) =>
  rest<{ changed: number; undo: string | null }>("POST", `datasets/${datasetId}/items/change`, { ...chosen, ...change });
export const changeTasks = (projectId: string, chosen: Chosen, change: TaskChange) =>
  rest<{ changed: number }>("POST", `projects/${projectId}/tasks/change`, { ...chosen, ...change });

/** After a change: every list, count and page that may show it is looked up again. */
export const changed = (client: QueryClient, ...keys: readonly string[]) =>
  Promise.all(keys.map((key) => client.invalidateQueries({ queryKey: [key] })));

export const itemQuery = (id: string) => queryOptions({ queryKey: ["item", id], queryFn: () => rest<ItemPage>("GET", `items/${id}`) });
