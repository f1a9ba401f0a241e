/** What reviewers ask of the server. */
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api, call } from "./client";
import { liveMs } from "./queries";
import type { CommentOnTaskRequest, GiveVerdictRequest, Id, JsonValue } from "./types";

const at = (id: Id) => ({ path: { id } });
const once = (id: Id, key: string) => ({ path: { id }, header: { "Idempotency-Key": key } });

export const claimReview = (taskId: Id) => call(api.POST("/api/tasks/{id}/review/claim", { params: at(taskId) }));
export const releaseReview = (taskId: Id) => call(api.DELETE("/api/tasks/{id}/review/claim", { params: at(taskId) }));
export const keepReview = (taskId: Id, draft: JsonValue) =>
  call(api.PUT("/api/tasks/{id}/review/draft", { params: at(taskId), body: { draft } }));
export const getReview = (taskId: Id) => call(api.GET("/api/tasks/{id}/review", { params: at(taskId) }));
export const giveVerdict = (taskId: Id, body: GiveVerdictRequest, key: string) =>
  call(api.POST("/api/tasks/{id}/review", { params: once(taskId, key), body }));
export const undoReview = (reviewId: Id) => call(api.POST("/api/reviews/{id}/undo", { params: at(reviewId) }));
export const commentOn = (taskId: Id, body: CommentOnTaskRequest, key: string) =>
  call(api.POST("/api/tasks/{id}/issues", { params: once(taskId, key), body }));

/** What somebody may judge now in a project, where most is to be gained first. */
export const reviewsQuery = (projectId: Id, state: "in_review" | "disputed" | "") =>
  infiniteQueryOptions({
    queryKey: ["reviews", projectId, state],
    queryFn: ({ pageParam }) => {
      const query = { limit: 100, ...(state !== "" && { state }), ...(pageParam !== null && { after: pageParam }) };
      return call(api.GET("/api/projects/{id}/reviews", { params: { path: { id: projectId }, query } }));
    },
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
    refetchInterval: liveMs,
  });

export const historyQuery = (taskId: Id) =>
  queryOptions({
    queryKey: ["task", taskId, "history"],
    queryFn: async () => (await call(api.GET("/api/tasks/{id}/history", { params: at(taskId) }))).items,
  });

/** An answer never changes. */
export const annotationQuery = (id: Id) =>
  queryOptions({
    queryKey: ["annotation", id],
    queryFn: () => call(api.GET("/api/annotations/{id}", { params: at(id) })),
    staleTime: Infinity,
    enabled: id !== "",
  });

/** What a verdict was about when it was given. It never changes either. */
export const judgedQuery = (id: Id) =>
  queryOptions({
    queryKey: ["judged", id],
    queryFn: () => call(api.GET("/api/reviews/{id}/proposal", { params: at(id) })),
    staleTime: Infinity,
    enabled: id !== "",
  });
