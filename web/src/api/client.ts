import createClient, { type Middleware } from "openapi-fetch";
import { once } from "./once";
import type { Fault, paths, Problem } from "./types";

/** A call that didn't do what it was asked to: what happened, what to do, and every fault. */
export class CallError extends Error {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly faults: readonly Fault[];
  readonly traceId: string | undefined;
  /** How long the server asked to be left alone. */
  readonly waitMs: number;
  /** Members of the problem document beyond the standard ones. */
  readonly extra: Readonly<Record<string, unknown>>;

  constructor(problem: Partial<Problem> & { status: number }, waitMs = 0) {
    super(problem.title ?? "");
    this.name = "CallError";
    this.status = problem.status;
    this.code = problem.code ?? "";
    this.detail = problem.detail ?? "";
    this.faults = problem.faults ?? [];
    this.traceId = problem.traceId;
    this.waitMs = waitMs;
    this.extra = { ...problem };
  }

  /** The server wasn't reached, or couldn't answer for now: trying again can help. */
  get isUnreachable(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }

  /** The server was reached and has too much to do, or is about to start anew: it says itself when to come again. */
  get isBusy(): boolean {
    return (this.status === 429 || this.status === 503) && this.waitMs > 0;
  }
}

/** What a server that has too much to do asks for, within reason: a minute at most, and nothing where it says no number. */
function waitOf(response: Response): number {
  const seconds = Number(response.headers.get("Retry-After") ?? 0);
  return seconds > 0 ? Math.min(seconds, 60) * 1000 : 0;
}

const marked: Middleware = {
  onRequest({ request }) {
    // A header that no other site's form can send: protects the session cookie's writes.
    request.headers.set("X-Groundwork", "1");
    return request;
  },
};

async function send(request: Request): Promise<Response> {
  if (request.method !== "POST" || request.headers.has("Idempotency-Key")) return globalThis.fetch(request);
  return once(`${request.url} ${await request.clone().text()}`, (key) => {
    request.headers.set("Idempotency-Key", key);
    return globalThis.fetch(request);
  });
}

export const api = createClient<paths>({ baseUrl: "/", fetch: send });
api.use(marked);

interface Reply<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** Waits for a call and returns what came back, or throws a `CallError`. */
export async function call<T>(reply: Promise<Reply<T>>): Promise<T> {
  const { data, error, response } = await reply.catch(() => {
    throw new CallError({ status: 0, code: "unreachable" });
  });
  if (!response.ok) throw new CallError({ ...(typeof error === "object" ? error : {}), status: response.status }, waitOf(response));
  return data as T;
}
