import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api, call, CallError } from "./client";
import { liveMs } from "./queries";
import type { components } from "./schema";

export type AuditEvent = components["schemas"]["EventRow"];
export type AuditState = components["schemas"]["GetLogResponse"];

/** Which lines somebody wants to see; what is empty narrows nothing. */
export interface AuditWish {
  actor: string;
  action: string;
  project: string;
  subject: string;
  /** Days, as the browser's date field writes them. */
  from: string;
  to: string;
}

export const noWish: AuditWish = { actor: "", action: "", project: "", subject: "", from: "", to: "" };

const dayMs = 86_400_000;
const dayOf = (text: string) => (text === "" ? undefined : new Date(`${text}T00:00:00`).getTime());

const asked = ({ actor, action, project, subject, from, to }: AuditWish) => {
  const [since, last] = [dayOf(from), dayOf(to)];
  return {
    ...(actor && { actor }),
    ...(action && { action }),
    ...(project && { project }),
    ...(subject.trim() && { subject: subject.trim() }),
    ...(since !== undefined && { from: since }),
    // The whole of the last day.
    ...(last !== undefined && { to: last + dayMs }),
  };
};

export const auditQuery = queryOptions({
  queryKey: ["audit"],
  queryFn: () => call(api.GET("/api/audit")),
  staleTime: 0,
  refetchInterval: liveMs,
});

export const eventsQuery = (wish: AuditWish) =>
  infiniteQueryOptions({
    queryKey: ["audit", "events", wish],
    queryFn: ({ pageParam }) =>
      call(api.GET("/api/audit/events", { params: { query: { ...asked(wish), limit: 200, ...(pageParam && { after: pageParam }) } } })),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
    staleTime: 0,
    // New lines come in by themselves as long as nobody has gone back to older ones.
    refetchInterval: ({ state }) => ((state.data?.pages.length ?? 0) > 1 ? false : liveMs()),
  });

/** Where the log is downloaded, narrowed as it is on the screen. */
export const exportOf = (wish: AuditWish, format: "csv" | "jsonl") =>
  `/api/audit/export?${new URLSearchParams({ format, ...Object.fromEntries(Object.entries(asked(wish)).map(([name, value]) => [name, String(value)])) }).toString()}`;

export interface AuditFault {
  kind: string;
  position: number | null;
  what: string;
}

export interface Verified {
  size: number;
  things: number;
  faults: AuditFault[];
  found: number;
}

interface VerifyLine {
  checked?: number;
  size?: number;
  fault?: AuditFault;
  done?: { size: number; things: number; faults: number };
}

/** Has the server recompute the log; null if that broke off. */
export async function verifyLog(progress: (done: number, size: number) => void): Promise<Verified | null> {
  const response = await fetch("/api/audit/verify", {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-Groundwork": "1" },
    body: "{}",
  }).catch(() => {
    throw new CallError({ status: 0, code: "unreachable" });
  });
  if (!response.ok || !response.body) throw new CallError({ status: response.status });
  const faults: AuditFault[] = [];
  let [rest, done] = ["", null as VerifyLine["done"] | null];
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  for (;;) {
    const { value, done: over } = await reader.read().catch(() => ({ value: undefined, done: true }));
    if (over || value === undefined) break;
    const lines = (rest + value).split("\n");
    rest = lines.pop() ?? "";
    for (const text of lines) {
      const line = JSON.parse(text) as VerifyLine;
      if (line.fault) faults.push(line.fault);
      if (line.checked !== undefined) progress(line.checked, line.size ?? 0);
      done = line.done ?? done;
    }
  }
  return done ? { size: done.size, things: done.things, found: done.faults, faults } : null;
}
