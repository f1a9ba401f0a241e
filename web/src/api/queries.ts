import { infiniteQueryOptions, QueryClient, queryOptions, type QueryKey } from "@tanstack/react-query";
import { api, call, CallError } from "./client";
import type { ExportWish } from "./jobs";
import { every } from "./told";
import type { Ontology, Rename } from "./types";

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 15_000,
      retry: (failures, error) => failures < 2 && (!(error instanceof CallError) || error.isUnreachable),
      retryDelay: (failures, error) => Math.max(1_000 * 2 ** failures, error instanceof CallError ? error.waitMs : 0),
      throwOnError: false,
    },
    mutations: { retry: false },
  },
});

// Somebody who is signed out or paused learns it and why at the next thing they do, whatever it is, and what is on the screen stays.
api.use({
  onResponse({ response, schemaPath }) {
    if (response.status === 401 && !/^\/api\/session(\/|$)/.test(schemaPath)) void queryClient.invalidateQueries({ queryKey: ["session"] });
  },
});

const path = (id: string) => ({ params: { path: { id } } });
const pageSize = 100;
/** How often figures that others change are looked up again while they are on the screen. */
export const liveMs = () => every(20_000);

const pages = <T extends { next: string | null }>(queryKey: QueryKey, load: (page: { after?: string; limit: number }) => Promise<T>) =>
  infiniteQueryOptions({
    queryKey,
    queryFn: ({ pageParam }) => load(pageParam === null ? { limit: pageSize } : { after: pageParam, limit: pageSize }),
    initialPageParam: null as string | null,
    getNextPageParam: (last: T) => last.next,
  });

export const sessionQuery = queryOptions({ queryKey: ["session"], queryFn: () => call(api.GET("/api/session")), staleTime: Infinity });
export const workQuery = queryOptions({ queryKey: ["work"], queryFn: () => call(api.GET("/api/work")), staleTime: 0 });
export const membersQuery = pages(["members"], (query) => call(api.GET("/api/members", { params: { query } })));
export const keysQuery = queryOptions({ queryKey: ["keys"], queryFn: () => call(api.GET("/api/keys")) });
export const accountQuery = queryOptions({ queryKey: ["account"], queryFn: () => call(api.GET("/api/account")) });
export const sessionsQuery = queryOptions({ queryKey: ["sessions"], queryFn: () => call(api.GET("/api/sessions")) });
export const datasetsQuery = pages(["datasets"], (query) => call(api.GET("/api/datasets", { params: { query } })));
export const formatsQuery = queryOptions({ queryKey: ["formats"], queryFn: () => call(api.GET("/api/formats")), staleTime: Infinity });
export const methodsQuery = queryOptions({ queryKey: ["methods"], queryFn: () => call(api.GET("/api/methods")), staleTime: Infinity });
export const projectsQuery = pages(["projects"], (query) => call(api.GET("/api/projects", { params: { query } })));

export const storageQuery = queryOptions({ queryKey: ["storage"], queryFn: () => call(api.GET("/api/storage")) });
export const trashQuery = queryOptions({ queryKey: ["trash"], queryFn: () => call(api.GET("/api/trash")), staleTime: 0 });

export const webhooksQuery = queryOptions({ queryKey: ["webhooks"], queryFn: () => call(api.GET("/api/webhooks")) });
export const webhookEventsQuery = queryOptions({
  queryKey: ["webhookEvents"],
  queryFn: () => call(api.GET("/api/webhook-events")),
  staleTime: Infinity,
});
export const webhookQuery = (id: string) =>
  queryOptions({ queryKey: ["webhooks", id], queryFn: () => call(api.GET("/api/webhooks/{id}", path(id))) });
export const webhookDeliveriesQuery = (id: string, state: "waiting" | "delivered" | "failed" | "") =>
  pages(["webhooks", id, "deliveries", state], (query) =>
    call(api.GET("/api/webhooks/{id}/deliveries", { params: { path: { id }, query: state ? { ...query, state } : query } })),
  );
export const webhookDeliveryQuery = (id: string) =>
  queryOptions({ queryKey: ["webhookDelivery", id], queryFn: () => call(api.GET("/api/webhook-deliveries/{id}", path(id))), staleTime: 0 });

export const datasetQuery = (id: string) =>
  queryOptions({ queryKey: ["dataset", id], queryFn: () => call(api.GET("/api/datasets/{id}", path(id))) });

/** The first items of a dataset, to show what its items are like. */
export const sampleQuery = (id: string) =>
  queryOptions({
    queryKey: ["dataset", id, "sample"],
    queryFn: async () => (await call(api.GET("/api/datasets/{id}/items", { params: { path: { id }, query: { limit: 3 } } }))).items,
  });

export const projectQuery = (id: string) =>
  queryOptions({ queryKey: ["project", id], queryFn: () => call(api.GET("/api/projects/{id}", path(id))), refetchInterval: liveMs });

export const taskQuery = (id: string) =>
  queryOptions({ queryKey: ["task", id], queryFn: () => call(api.GET("/api/tasks/{id}", path(id))) });

/** What the answers to a task say together; asked only where several people marked something. */
export const proposalQuery = (id: string, answers: readonly string[]) =>
  queryOptions({
    queryKey: ["task", id, "proposal", answers],
    queryFn: () => call(api.GET("/api/tasks/{id}/proposal", path(id))),
    enabled: answers.length > 1,
  });

export const qualityQuery = (id: string) =>
  queryOptions({
    queryKey: ["project", id, "quality"],
    queryFn: () => call(api.GET("/api/projects/{id}/quality", path(id))),
    refetchInterval: liveMs,
  });

export const objectQualityQuery = (id: string) =>
  queryOptions({
    queryKey: ["project", id, "quality", "objects"],
    queryFn: () => call(api.GET("/api/projects/{id}/quality/objects", path(id))),
    refetchInterval: liveMs,
  });

export const disagreementsQuery = (id: string, question: string) =>
  pages(["project", id, "disagreements", question], (query) =>
    call(api.GET("/api/projects/{id}/disagreements", { params: { path: { id }, query: question ? { ...query, question } : query } })),
  );

export const projectMembersQuery = (id: string) =>
  pages(["project", id, "members"], (query) => call(api.GET("/api/projects/{id}/members", { params: { path: { id }, query } })));

/** What the caller answered or skipped last in a project. */
export const recentQuery = (id: string) =>
  queryOptions({
    queryKey: ["work", "recent", id],
    queryFn: async () => (await call(api.GET("/api/projects/{id}/recent", path(id)))).items,
    staleTime: 0,
  });

/** What the caller asked about a task of theirs. */
export const myThreadsQuery = (assignmentId: string) =>
  queryOptions({
    queryKey: ["threads", "mine", assignmentId],
    queryFn: async () => (await call(api.GET("/api/assignments/{id}/issues", path(assignmentId)))).items,
    staleTime: 0,
    refetchInterval: ({ state }) => (state.data && state.data.length > 0 ? liveMs() : false),
  });

/** What anybody asked about a task. */
export const taskThreadsQuery = (taskId: string) =>
  queryOptions({
    queryKey: ["threads", "task", taskId],
    queryFn: async () => (await call(api.GET("/api/tasks/{id}/issues", path(taskId)))).items,
    refetchInterval: liveMs,
  });

export const questionsQuery = (id: string, state: "open" | "resolved" | "") => ({
  ...pages(["project", id, "questions", state], (query) =>
    call(api.GET("/api/projects/{id}/issues", { params: { path: { id }, query: state ? { ...query, state } : query } })),
  ),
  refetchInterval: liveMs,
});

/** What new questions would do to the answers given so far. */
export const previewQuery = (id: string, version: number, ontology: Ontology, renames: Rename[]) =>
  queryOptions({
    queryKey: ["project", id, "preview", version, ontology, renames],
    queryFn: async ({ signal }) => {
      // Whoever is typing is waited for.
      await new Promise((resolve) => setTimeout(resolve, 400));
      signal.throwIfAborted();
      return call(api.POST("/api/projects/{id}/ontology/preview", { ...path(id), body: { ontology, renames }, signal }));
    },
  });

export const migrationsQuery = (id: string) =>
  queryOptions({
    queryKey: ["project", id, "migrations"],
    queryFn: async () => (await call(api.GET("/api/projects/{id}/migrations", path(id)))).items,
    refetchInterval: ({ state }) => (state.data?.[0]?.state === "running" ? 1000 : false),
  });

export const batchesQuery = (id: string) =>
  queryOptions({
    queryKey: ["project", id, "batches"],
    queryFn: async () => (await call(api.GET("/api/projects/{id}/batches", path(id)))).items,
    refetchInterval: liveMs,
  });

export const lossesQuery = (id: string, { format, what, filter }: ExportWish) =>
  queryOptions({
    queryKey: ["losses", id, format, what, filter],
    queryFn: ({ signal }) =>
      call(api.GET("/api/snapshots/{id}/losses", { params: { path: { id }, query: { format, what, ...(filter && { filter }) } }, signal })),
    staleTime: Infinity,
  });

export const snapshotQuery = (id: string) =>
  queryOptions({ queryKey: ["snapshot", id], queryFn: () => call(api.GET("/api/snapshots/{id}", path(id))), staleTime: Infinity });

export const snapshotsQuery = (id: string) =>
  pages(["project", id, "snapshots"], (query) => call(api.GET("/api/projects/{id}/snapshots", { params: { path: { id }, query } })));
