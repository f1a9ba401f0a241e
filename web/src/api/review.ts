/** Calls and types of review, until the server's description of its API has them. */
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { call } from "./client";
import { liveMs } from "./queries";
import type { AnswerDocument, Id, JsonValue, ProposalFact, Time } from "./types";

export interface Person {
  id: Id;
  name: string;
}
export interface ReviewStage {
  name: string;
  share: number;
  by: "reviewers" | "managers";
}
export interface Workflow {
  stages: ReviewStage[];
  adjudicateBy: "reviewers" | "managers";
  sendBackTo: "author" | "others";
  reasons: string[];
}
export interface ListedReview {
  taskId: Id;
  itemId: Id;
  ordinal: number;
  externalId: string;
  text: string;
  image: { width: number; height: number } | null;
  state: "in_review" | "disputed";
  stage: string | null;
  confidence: number | null;
  gain: number;
  answers: number;
  claimedBy: Person | null;
}
export interface ListReviewsResponse {
  items: ListedReview[];
  next: string | null;
  waiting: { inReview: number; disputed: number; partOf: number };
}
export interface GetReviewResponse {
  state: string;
  stage: string | null;
  basis: string;
  proposal: AnswerDocument;
  leftOut: AnswerDocument;
  facts: ProposalFact[];
  confidence: number | null;
  disputed: boolean;
  frozen: boolean;
  may: boolean;
  why: "own_work" | "claimed" | "not_waiting" | "role" | null;
  claimedBy: Person | null;
  draft: JsonValue;
  reasons: string[];
  sendBackTo: "author" | "others";
  hasAuthors: boolean;
}
export interface ReviewNote {
  object: string;
  reason?: string;
  comment?: string;
}
export interface ReviewTaskRequest {
  basis: string;
  verdict: "accept" | "correct" | "reject";
  document?: AnswerDocument;
  notes?: ReviewNote[];
  reason?: string;
  comment?: string;
  answers?: Id[];
  sendBackTo?: "author" | "others";
}
export type Outcome = "accepted" | "corrected" | "rejected" | "added";
export interface ReviewTaskResponse {
  id: Id;
  verdict: "accepted" | "corrected" | "rejected";
  state: string;
  objects: Record<Outcome, number>;
}
export interface AnswerEvent {
  kind: "answer";
  at: Time;
  who: Person;
  annotationId: Id;
  parentId: Id | null;
  revision: number;
  counted: boolean;
  what: "submitted" | "corrected" | "migrated" | "rejected" | "restored";
}
export interface ReviewEvent {
  kind: "review";
  at: Time;
  who: Person;
  id: Id;
  stage: string | null;
  verdict: "accepted" | "corrected" | "rejected" | "undone";
  reason: string | null;
  comment: string | null;
  annotationId: Id | null;
  objects: { id: string; outcome: Outcome; reason: string | null; comment: string | null }[];
  canUndo: boolean;
}
export type HistoryEvent = AnswerEvent | ReviewEvent;
export interface GetAnnotationResponse {
  id: Id;
  taskId: Id;
  author: Person;
  at: Time;
  revision: number;
  ontologyVersion: number;
  document: AnswerDocument;
}
export interface ReviewPin {
  object?: string | null;
  at?: { x: number; y: number } | null;
  span?: { start: number; end: number } | null;
}
export interface ReturnedAnswer {
  assignmentId: Id;
  projectId: Id;
  project: string;
  externalId: string;
  reason: string;
  comment: string | null;
  at: Time;
}

async function ask<T>(method: string, path: string, body?: unknown, key?: string): Promise<T> {
  const reply = async () => {
    const response = await globalThis.fetch(path, {
      method,
      headers: {
        "X-Groundwork": "1",
        ...(body !== undefined && { "Content-Type": "application/json" }),
        ...(key !== undefined && { "Idempotency-Key": key }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const data = (text === "" ? undefined : JSON.parse(text)) as T;
    return response.ok ? { data, response } : { error: data as unknown, response };
  };
  return call(reply());
}

const at = (id: Id) => `/api/tasks/${encodeURIComponent(id)}`;

export const claimReview = (taskId: Id) => ask<unknown>("POST", `${at(taskId)}/review/claim`);
export const releaseReview = (taskId: Id) => ask<unknown>("DELETE", `${at(taskId)}/review/claim`);
export const keepReview = (taskId: Id, draft: JsonValue) => ask<unknown>("PUT", `${at(taskId)}/review/draft`, { draft });
export const getReview = (taskId: Id) => ask<GetReviewResponse>("GET", `${at(taskId)}/review`);
export const sendReview = (taskId: Id, body: ReviewTaskRequest, key: string) =>
  ask<ReviewTaskResponse>("POST", `${at(taskId)}/review`, body, key);
export const undoReview = (reviewId: Id) => ask<{ state: string }>("POST", `/api/reviews/${encodeURIComponent(reviewId)}/undo`);
export const commentOn = (taskId: Id, body: { text: string; pin?: ReviewPin | null; annotationId?: Id }, key: string) =>
  ask<{ id: Id }>("POST", `${at(taskId)}/issues`, body, key);

/** What somebody may judge now in a project, where most is to be gained first. */
export const reviewsQuery = (projectId: Id, state: "in_review" | "disputed" | "") =>
  infiniteQueryOptions({
    queryKey: ["reviews", projectId, state],
    queryFn: ({ pageParam }) => {
      const query = new URLSearchParams({ limit: "100", ...(state !== "" && { state }), ...(pageParam !== null && { after: pageParam }) });
      return ask<ListReviewsResponse>("GET", `/api/projects/${encodeURIComponent(projectId)}/reviews?${query}`);
    },
    initialPageParam: null as string | null,
    getNextPageParam: (last: ListReviewsResponse) => last.next,
    refetchInterval: liveMs,
  });

export const historyQuery = (taskId: Id) =>
  queryOptions({
    queryKey: ["task", taskId, "history"],
    queryFn: async () => (await ask<{ items: HistoryEvent[] }>("GET", `${at(taskId)}/history`)).items,
  });

/** An answer never changes. */
export const annotationQuery = (id: Id) =>
  queryOptions({
    queryKey: ["annotation", id],
    queryFn: () => ask<GetAnnotationResponse>("GET", `/api/annotations/${encodeURIComponent(id)}`),
    staleTime: Infinity,
    enabled: id !== "",
  });

/** What a project says about its review, on top of what is known of it. */
export interface Reviewed {
  workflow?: Workflow;
}

export const saveWorkflow = (projectId: Id, workflow: Workflow) =>
  ask<unknown>("PATCH", `/api/projects/${encodeURIComponent(projectId)}`, { workflow });
