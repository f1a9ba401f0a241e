import { queryOptions, type QueryClient } from "@tanstack/react-query";
import { api, call } from "@/api/client";
import type { ChangeItemsRequest, ChangeTasksRequest, ListedItem, ListedTask, ListedView, WireFilter } from "@/api/types";
import { firstSort, type Condition, type Filter, type Layout } from "./filter";
import type { PageAsked, RowSource } from "./useRows";

const listQuery = ({ filter, sort, after, skip, limit }: PageAsked) => ({
  limit,
  ...(filter.length > 0 && { filter: JSON.stringify(filter) }),
  ...(sort !== firstSort && { sort }),
  ...(after !== undefined && { after }),
  ...(skip !== undefined && { skip }),
});
const fieldsQuery = (filter: Filter) => (filter.length > 0 ? { filter: JSON.stringify(filter) } : {});

export const itemSource = (id: string): RowSource<ListedItem> => ({
  key: ["dataset", id, "list"],
  page: (asked) => call(api.GET("/api/datasets/{id}/items", { params: { path: { id }, query: listQuery(asked) }, signal: asked.signal })),
  fields: async (filter, signal) =>
    (await call(api.GET("/api/datasets/{id}/items/fields", { params: { path: { id }, query: fieldsQuery(filter) }, signal }))).fields,
});

export const taskSource = (id: string): RowSource<ListedTask> => ({
  key: ["project", id, "list"],
  page: (asked) => call(api.GET("/api/projects/{id}/tasks", { params: { path: { id }, query: listQuery(asked) }, signal: asked.signal })),
  fields: async (filter, signal) =>
    (await call(api.GET("/api/projects/{id}/tasks/fields", { params: { path: { id }, query: fieldsQuery(filter) }, signal }))).fields,
});

/** What a list's views belong to. */
export type ListPlace = `project:${string}` | `dataset:${string}`;

export interface SavedView extends Omit<ListedView, "filter"> {
  filter: Filter;
}

const conditionOf = ({ field, is, not, has, above, below, from, to }: WireFilter[number]): Condition =>
  is ? { field, is } : not ? { field, not } : has !== undefined ? { field, has } : definite({ field, above, below, from, to });
const definite = (condition: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(condition).filter(([, value]) => value !== undefined)) as unknown as Condition;
// The wire's arrays are ones that may be written to, ours may not.
const wired = (filter: Filter) => filter as unknown as WireFilter;

export const viewsQuery = (on: ListPlace) =>
  queryOptions({
    queryKey: ["views", on],
    queryFn: async (): Promise<SavedView[]> => {
      const { items } = await call(api.GET("/api/views", { params: { query: { on } } }));
      return items.map((view) => ({ ...view, sort: view.sort || firstSort, filter: view.filter.map(conditionOf) }));
    },
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
export const saveView = ({ filter, columns, ...view }: ViewWritten) =>
  call(api.POST("/api/views", { body: { ...view, filter: wired(filter), columns: [...columns] } }));
export const deleteView = (id: string) => call(api.DELETE("/api/views/{id}", { params: { path: { id } } }));

/** Which rows a change is for. */
export type Chosen = { readonly ids: string[] } | { readonly filter: Filter; readonly except?: string[] };
const which = (chosen: Chosen) => ("ids" in chosen ? chosen : { ...chosen, filter: wired(chosen.filter) });

export type ItemChange = Partial<Pick<ChangeItemsRequest, "tag" | "untag" | "split" | "delete">>;
export type TaskChange = Partial<Pick<ChangeTasksRequest, "batch" | "priority" | "cancel" | "reopen" | "more" | "assign">>;
export const changeItems = (id: string, chosen: Chosen, change: ItemChange) =>
  call(api.POST("/api/datasets/{id}/items/change", { params: { path: { id } }, body: { delete: false, ...which(chosen), ...change } }));
export const changeTasks = (id: string, chosen: Chosen, change: TaskChange) =>
  call(
    api.POST("/api/projects/{id}/tasks/change", {
      params: { path: { id } },
      body: { cancel: false, reopen: false, ...which(chosen), ...change },
    }),
  );

/** After a change: every list, count and page that may show it is looked up again. */
export const changed = (client: QueryClient, ...keys: readonly string[]) =>
  Promise.all(keys.map((key) => client.invalidateQueries({ queryKey: [key] })));

export const itemQuery = (id: string) =>
  queryOptions({ queryKey: ["item", id], queryFn: () => call(api.GET("/api/items/{id}", { params: { path: { id } } })) });
