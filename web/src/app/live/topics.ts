import type { Query, QueryKey } from "@tanstack/react-query";

/** What the server says has changed: a topic, and the project or dataset that it is about. */
export interface Change {
  readonly topic: string;
  readonly id: string | null;
}

/** Queries that show something; `only` means this key and none that begins with it. */
export interface Shown {
  readonly key: QueryKey;
  readonly only?: boolean;
}

const of = (name: string, id: string | null, ...rest: string[]): Shown => ({ key: id === null ? [name] : [name, id, ...rest] });

const shownBy: Record<string, (id: string | null) => Shown[]> = {
  project: (id) => [
    { ...of("project", id), only: id !== null },
    of("project", id, "batches"),
    of("project", id, "migrations"),
    { key: ["projects"] },
  ],
  people: (id) => [of("project", id, "members")],
  tasks: (id) => [
    { ...of("project", id), only: id !== null },
    of("project", id, "list"),
    of("project", id, "batches"),
    of("project", id, "disagreements"),
    { key: ["projects"] },
    { key: ["task"] },
  ],
  quality: (id) => [of("project", id, "quality"), of("project", id, "disagreements")],
  reviews: (id) => [of("reviews", id), { key: ["task"] }],
  threads: (id) => [of("project", id, "questions"), { key: ["threads"] }],
  work: () => [{ key: ["work"] }],
  snapshots: (id) => [of("project", id, "snapshots")],
  jobs: () => [{ key: ["jobs"] }],
  views: () => [{ key: ["views"] }],
  members: () => [{ key: ["members"] }],
  datasets: (id) => [of("dataset", id), { key: ["datasets"] }, { key: ["item"] }],
  imports: () => [{ key: ["imports"] }],
  storage: () => [{ key: ["storage"] }, { key: ["trash"] }],
  webhooks: () => [{ key: ["webhooks"] }, { key: ["webhookDelivery"] }],
  audit: () => [{ key: ["audit"] }],
  account: () => [{ key: ["account"] }, { key: ["sessions"] }, { key: ["keys"] }],
  access: () => [{ key: ["session"] }],
};

export const topics: readonly string[] = Object.keys(shownBy);

/** The queries that show what changed. A topic that this version doesn't know may be about anything. */
export const shownOf = ({ topic, id }: Change): Shown[] => shownBy[topic]?.(id) ?? [{ key: [] }];

/** What doesn't change while it is shown: what somebody types, and what is asked about a frozen thing. */
const still = new Set(["session", "losses", "labels", "link", "formats", "methods", "webhookEvents"]);

/** Is a query about one of these? */
export function isShown({ queryKey, state }: Pick<Query, "queryKey" | "state">, shown: readonly Shown[]): boolean {
  if (queryKey[2] === "preview" || wentBack(queryKey, state.data)) return false;
  return shown.some(
    ({ key, only }) =>
      key.every((part, n) => queryKey[n] === part) &&
      (!only || queryKey.length === key.length) &&
      (key.length > 0 || !still.has(String(queryKey[0]))),
  );
}

/** Whoever has gone back to older lines of the log isn't moved away from them. */
const wentBack = (key: QueryKey, data: unknown) =>
  key[0] === "audit" && key[1] === "events" && ((data as { pages?: unknown[] } | undefined)?.pages?.length ?? 0) > 1;
